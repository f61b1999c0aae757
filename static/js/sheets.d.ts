/** The text of a style sheet, which `static/build.mjs` puts in. */
declare module "*.css?sheet" {
  const text: string;
  export default text;
}
