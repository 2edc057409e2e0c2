export { frenchPartial } from "../../documents/vsm/words.js";
