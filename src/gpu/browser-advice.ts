/** What is known of a browser that gives no adapter. */
export interface BrowserSituation {
  readonly userAgent: string;
  /** https or localhost: browsers hide WebGPU elsewhere. */
  readonly secureContext: boolean;
  /** `navigator.gpu` is there, but it found no adapter. */
  readonly hasApi: boolean;
}

/** Why there is no WebGPU and what the visitor can do about it in this browser, in two or three sentences. */
export function webgpuAdvice(situation: BrowserSituation): string {
  if (!situation.secureContext) {
    return 'Browsers offer WebGPU only to secure pages. Open this page over https, or from localhost.';
  }
  const reason = situation.hasApi
    ? 'This browser has WebGPU but found no GPU that it may use.'
    : 'This browser does not offer WebGPU.';
  return `${reason} ${remedy(situation.userAgent)}`;
}

/** Versions as listed by the WebGPU working group: github.com/gpuweb/gpuweb/wiki/Implementation-Status. */
function remedy(userAgent: string): string {
  // Every browser on iOS is WebKit underneath, whatever its name.
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'Update to iOS or iPadOS 26, whose browsers have it.';
  if (/Firefox\//.test(userAgent)) return firefoxRemedy(userAgent);
  if (/Android/.test(userAgent)) return 'Use Chrome 121 or later on Android 12 or later.';
  if (/Chrom(e|ium)\//.test(userAgent)) return chromiumRemedy(userAgent);
  if (/Safari\//.test(userAgent)) return 'Use Safari 26 on macOS 26, or a current Chrome or Edge.';
  return 'Use a current Chrome, Edge, Firefox or Safari.';
}

function firefoxRemedy(userAgent: string): string {
  if (/Windows/.test(userAgent))
    return 'Use Firefox 141 or later, or set dom.webgpu.enabled in about:config.';
  if (/Mac OS X/.test(userAgent)) {
    return 'Use Firefox 147 or later on a Mac with Apple silicon, or a current Chrome, Edge or Safari.';
  }
  if (/Android/.test(userAgent))
    return 'Firefox has it in its Nightly builds here; a current Chrome may have it too.';
  // Tried: Firefox 153 on lavapipe runs the page with both.
  return (
    'On Linux, set dom.webgpu.enabled in about:config of Firefox 153 or later, and gfx.webgpu.ignore-blocklist too where your ' +
    'adapter is on its blocklist, as software adapters are; or use a current Chrome.'
  );
}

function chromiumRemedy(userAgent: string): string {
  const check = 'See chrome://gpu for the reason, and that hardware acceleration is on in the settings.';
  if (!/Linux|X11/.test(userAgent) || /CrOS/.test(userAgent)) {
    return `Use Chrome or Edge 113 or later with current graphics drivers. ${check}`;
  }
  return (
    'On Linux, Chrome has it for Intel GPUs from version 144 and for NVIDIA GPUs from version 147; for others, start it with ' +
    `--enable-unsafe-webgpu --enable-features=Vulkan. ${check}`
  );
}
