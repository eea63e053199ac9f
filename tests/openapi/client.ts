// Compiled against the types that `openapi-typescript` generates from the description, never run: a client can form the
// names in a request from a response.

import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api";

type Runtime = components["schemas"]["Runtime"];

const client = createClient<paths>({ baseUrl: "http://localhost:8080" });

export const sameRuntimes = async (): Promise<(Runtime | undefined)[]> => {
  const { data } = await client.GET("/api/v1/runtimes");
  const found = (data ?? []).map(async (listed: Runtime) => {
    const runtime = `${listed.language}@${listed.version}`;
    const { data, error } = await client.GET("/api/v1/runtimes/{runtime}", { params: { path: { runtime } } });
    const problem: string | undefined = error?.suggestion ?? error?.detail;
    const deprecation: string | null | undefined = data?.deprecation;
    return problem || deprecation ? undefined : data;
  });
  return Promise.all(found);
};

export const firstDefault = async (): Promise<Runtime | undefined> => {
  const { data: languages } = await client.GET("/api/v1/languages");
  const [language = "", { versions } = { versions: [] }] = Object.entries(languages ?? {})[0] ?? [];
  const declared = await client.GET("/api/v1/languages/{language}", { params: { path: { language } } });
  const request = `${language}@${declared.data?.default ?? versions[0]}`;
  return (await client.GET("/api/v1/resolve/{request}", { params: { path: { request } } })).data;
};
