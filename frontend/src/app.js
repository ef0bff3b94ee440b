// The one script of every page. Pages are complete without it wherever a family only reads.
import "./styles/main.css";
import "htmx.org/dist/htmx.esm.js";
import Alpine from "@alpinejs/csp";

import { clock } from "./parts/clock.js";
import { busy } from "./parts/busy.js";
import { network } from "./parts/network.js";
import { requests } from "./parts/requests.js";
import { autosave } from "./parts/autosave.js";
import { ranked } from "./parts/ranked.js";
import { roll } from "./parts/roll.js";
import { toasts } from "./parts/toasts.js";
import { print } from "./parts/print.js";
import { plan } from "./parts/plan.js";
import { shows } from "./parts/shows.js";
import { leaving } from "./parts/leaving.js";

requests(document);
busy(document);
network(document);
clock(document);
toasts(document);
print(document);
plan(document);
shows(document);
leaving(document);

Alpine.data("ranked", ranked);
Alpine.data("roll", roll);
Alpine.data("autosave", autosave);
Alpine.start();
