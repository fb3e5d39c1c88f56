/**
 * The order of the sheets that are there from the start: of two rules of equal weight the later one holds, so elements come
 * first, what is shared next, and a component's own last. A sheet that only one page loads follows when that page is opened.
 */
import './base.css';
import './elements.css';
import './controls.module.css';
import '../shell/header.module.css';
import './layout.module.css';
import './setup.module.css';
import '../compose/batch.module.css';
import '../compose/compose.module.css';
import './fields.module.css';
import '../compose/arms.module.css';
import '../compose/gallery.module.css';
import '../compare/verdict.module.css';
import './figures.module.css';
import './streams.module.css';
import '../compare/strip.module.css';
import '../compare/position.module.css';
import '../compare/bits.module.css';
import '../compare/fork-trees.module.css';
import './charts.module.css';
import '../../charts/canvas.module.css';
import '../../charts/danger-line.module.css';
import '../../charts/sparkline.module.css';
import '../investigate/investigate.module.css';
import '../investigate/pictures.module.css';
import '../run/run.module.css';
import '../run/timeline/timeline.module.css';
import './tables.module.css';
import './dialog.module.css';
import '../shell/shell.module.css';
import '../share/share.module.css';
