// The list of APIs.
import { start as startPage } from "./everywhere.js";
import { start as startSearch } from "./search.js";

startPage();
startSearch();
