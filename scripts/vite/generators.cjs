/** `@stdlib` asks by `eval`, which the page's policy forbids, whether there are generators: every browser that the lab is built for has them. */
module.exports = () => true;
