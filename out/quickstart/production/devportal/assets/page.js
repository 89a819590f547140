// A document about an API.
import { start } from "./everywhere.js";

start();
