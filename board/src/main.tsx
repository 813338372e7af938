import "./look/fonts.css";
import "./look/tokens.css";
import "./look/base.css";
import "./look/shell.css";
import "./look/menu.css";
import "./look/parts.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render } from "preact";
import { router } from "./router.tsx";

const queries = new QueryClient();

const place = document.getElementById("board");
if (place) {
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
    place,
  );
}
