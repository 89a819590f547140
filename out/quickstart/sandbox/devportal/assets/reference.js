// The reference: Swagger UI, loaded when somebody wants it. Its own style and script come from this
// origin; keys stay in memory.
import { headers } from "./key.js";
import { say } from "./saying.js";

const FOLDER = "swagger-ui/";

/** Makes the button of the page work. */
export function start() {
  const button = document.getElementById("reference-open");
  const place = document.getElementById("reference");
  const facts = document.querySelector("[data-openapi]")?.dataset;
  if (!button || !place || !facts) {
    return;
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("The reference is loading");
    try {
      await load();
      open(place, facts);
      button.hidden = true;
      place.tabIndex = -1;
      place.focus();
    } catch {
      button.disabled = false;
      say("The reference could not be loaded");
    }
  });
}

function open(place, facts) {
  const gateway = facts.gateway;
  window.SwaggerUIBundle({
    domNode: place,
    url: new URL(facts.openapi, document.baseURI).href,
    validatorUrl: "none",
    persistAuthorization: false,
    deepLinking: false,
    queryConfigEnabled: false,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    withCredentials: false,
    requestInterceptor: (request) => withKey(request, gateway),
  });
}

/** The key goes to the gateway and nowhere else, and only where none was entered over there. */
function withKey(request, gateway) {
  const theirs = new URL(request.url, document.baseURI).origin === new URL(gateway).origin;
  if (theirs && !request.loadSpec) {
    request.headers = { ...headers(), ...request.headers };
  }
  return request;
}

/** Resolves when both files are there. */
function load() {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL(`${FOLDER}swagger-ui.css`, import.meta.url);
  const script = document.createElement("script");
  script.src = new URL(`${FOLDER}swagger-ui-bundle.js`, import.meta.url);
  return Promise.all([style, script].map(loaded));
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}
