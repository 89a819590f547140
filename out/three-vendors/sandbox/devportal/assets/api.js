// The page of an API.
import { start as startChat } from "./chat.js";
import { start as startKey } from "./key.js";
import { start as startPage } from "./everywhere.js";
import { start as startReference } from "./reference.js";
import { start as startSections } from "./sections.js";
import { start as startTabs } from "./tabs.js";

startPage();
startTabs();
startKey();
startChat();
startReference();
startSections();
