import { absentError } from "../absent.ts";
import { programOptions } from "../command-line.ts";
import { nodeFacts } from "../node-facts.ts";
import type { Binding } from "./binding.ts";

export const options = {
  options: (bare: Binding): void => {
    Object.assign(bare, {
      getCLIOptionsValues: () => programOptions(),
      getCLIOptionsInfo: () => ({
        options: new Map(
          nodeFacts.optionTypes.map(([name, type]) => [name, { type, helpText: "", envVarSettings: 1 }]),
        ),
        aliases: new Map(nodeFacts.optionAliases),
      }),
      getOptionsAsFlags: () => [],
      getEmbedderOptions: () => ({
        shouldNotRegisterESMLoader: false,
        noGlobalSearchPaths: true,
        noBrowserGlobals: false,
        hasEmbedderPreload: false,
      }),
      getEnvOptionsInputType: () => new Map(),
      getNamespaceOptionsInputType: () => new Map(),
    });
  },
  builtins: (bare: Binding, { compile, setLoaders }: { compile: unknown; setLoaders: unknown }): void => {
    Object.assign(bare, {
      builtinIds: nodeFacts.builtinIds,
      compileFunction: compile,
      setInternalLoaders: setLoaders,
      assertPresent(id: string) {
        if (!nodeFacts.absent.includes(id)) return;
        throw absentError(`slotbox has no '${id}': a slot has no network, no threads and no second context`);
      },
      config: JSON.stringify({ target_defaults: {}, variables: { node_use_amaro: true, napi_build_version: "10" } }),
      natives: {},
      hasCachedBuiltins: () => true,
      builtinCategories: { canBeRequired: nodeFacts.builtinIds, cannotBeRequired: [] },
    });
  },
};
