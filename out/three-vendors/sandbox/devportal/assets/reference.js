// The reference: Swagger UI, loaded when somebody wants it. Its own style and script come from this
// origin; keys stay in memory.
import { headers } from "./key.js";
import { load } from "./loading.js";
import { say } from "./saying.js";

const STYLE = new URL("swagger-ui/swagger-ui.css", import.meta.url);
const CODE = new URL("swagger-ui/swagger-ui-bundle.js", import.meta.url);

/** Makes the button of the page work. */
export function start() {
  const button = document.getElementById("reference-open");
  const place = document.getElementById("reference");
  const facts = document.querySelector("[data-openapi]")?.dataset;
  if (!button || !place || !facts) {
    return;
  }
  let loading = false;
  button.addEventListener("click", async () => {
    if (loading) {
      return;
    }
    loading = true;
    tell(button, "The reference is loading");
    try {
      await load(STYLE, CODE);
      open(place, facts);
      button.hidden = true;
      place.tabIndex = -1;
      place.focus();
    } catch {
      tell(button, "The reference could not be loaded: try again");
    }
    loading = false;
  });
}

/** Where it is seen, and where it is heard. */
function tell(button, text) {
  button.textContent = text;
  say(text);
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
