import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { findPlaces } from "../../src/config/places.js";

describe("places", () => {
  it("SEGUR_HOME moves everything under one folder, on every system", () => {
    for (const platform of ["linux", "darwin", "win32"] as const) {
      const places = findPlaces({ SEGUR_HOME: "relative", XDG_DATA_HOME: "/x" }, platform, "/home/a");
      expect(places).toEqual({
        config: resolve("relative", "config"),
        data: resolve("relative", "data"),
        state: resolve("relative", "state"),
      });
    }
  });

  it("XDG folders, and their defaults; an empty or relative variable counts for nothing", () => {
    expect(findPlaces({ XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "", XDG_STATE_HOME: "here" }, "linux", "/home/a")).toEqual({
      config: join("/c", "segur"),
      data: join("/home/a", ".local", "share", "segur"),
      state: join("/home/a", ".local", "state", "segur"),
    });
  });

  it("a home that is empty or relative is refused, unless nothing depends on it", () => {
    const xdg = { XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "/d", XDG_STATE_HOME: "/s" };
    for (const home of ["", ".", "users/a"]) {
      for (const env of [{}, { ...xdg, XDG_STATE_HOME: "" }, { ...xdg, XDG_DATA_HOME: "d" }, { SEGUR_HOME: "" }])
        expect(() => findPlaces(env, "linux", home), JSON.stringify([env, home])).toThrowError(
          expect.objectContaining({ kind: "config", code: "config.home", advice: expect.stringContaining("SEGUR_HOME") }),
        );
      expect(() => findPlaces({ APPDATA: "/a" }, "win32", home)).toThrowError(expect.objectContaining({ code: "config.home" }));
      expect(findPlaces(xdg, "linux", home).config).toBe(join("/c", "segur"));
      expect(findPlaces({ SEGUR_HOME: "/h" }, "linux", home).config).toBe(join("/h", "config"));
    }
  });

  it("Windows: settings roam, data do not", () => {
    const places = findPlaces({}, "win32", "/Users/a");
    expect(places.config).toBe(join("/Users/a", "AppData", "Roaming", "segur", "config"));
    expect(places.data).toBe(join("/Users/a", "AppData", "Local", "segur", "data"));
    expect(new Set(Object.values(places)).size).toBe(3);
  });
});
