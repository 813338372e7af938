import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { parseSearch, stringifySearch } from "./data/search.ts";
import { NotFound } from "./parts/shell/not-found.tsx";
import { Shell } from "./parts/shell/shell.tsx";

const root = createRootRoute({ component: Shell as never, notFoundComponent: NotFound as never });

/** One line per page; each is fetched when it is first opened. */
const pages = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    component: lazyRouteComponent(() => import("./pages/journeys/journeys.tsx"), "Journeys"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/offenders",
    component: lazyRouteComponent(() => import("./pages/offenders/offenders.tsx"), "Offenders"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/releases",
    component: lazyRouteComponent(() => import("./pages/releases/releases.tsx"), "Releases"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/findings",
    component: lazyRouteComponent(() => import("./pages/findings/findings.tsx"), "Findings"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/readiness",
    component: lazyRouteComponent(() => import("./pages/readiness/readiness.tsx"), "Readiness"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/catalog",
    component: lazyRouteComponent(() => import("./pages/catalog/catalog.tsx"), "Catalog"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings",
    component: lazyRouteComponent(() => import("./pages/settings/settings.tsx"), "Settings"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/setup",
    component: lazyRouteComponent(() => import("./pages/setup/setup.tsx"), "Setup"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/traces",
    component: lazyRouteComponent(() => import("./pages/traces/traces.tsx"), "Traces"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/traces/$traceId",
    component: lazyRouteComponent(() => import("./pages/trace/trace.tsx"), "Trace"),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren(pages),
  parseSearch: parseSearch as never,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: false,
});
