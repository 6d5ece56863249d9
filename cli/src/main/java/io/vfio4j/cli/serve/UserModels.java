// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.emulation.DeviceModel;
import io.vfio4j.emulation.DeviceModels;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds device models: those that are built in, and the user's own in modules and on a class path. */
final class UserModels {
    private UserModels() {}

    /**
     * Finds all models. Modules and classes stay loaded as long as this process lives.
     *
     * @throws Failure when the modules do not fit together
     */
    static DeviceModels find(List<Path> modulePath, List<Path> classPath) {
        ClassLoader own = UserModels.class.getClassLoader();
        DeviceModels models = DeviceModels.of(own);
        if (!modulePath.isEmpty()) {
            models = models.and(DeviceModels.of(layer(modulePath, own)));
        }
        if (!classPath.isEmpty()) {
            URL[] urls = classPath.stream().map(UserModels::url).toArray(URL[]::new);
            models = models.and(DeviceModels.of(new URLClassLoader("models", urls, own)));
        }
        return models;
    }

    /** Modules that provide a model, with what they require and providers of what they use, above this program. */
    private static ModuleLayer layer(List<Path> path, ClassLoader parent) {
        try {
            ModuleFinder finder = ModuleFinder.of(path.toArray(Path[]::new));
            Set<String> providers = finder.findAll().stream()
                    .filter(UserModels::providesModels)
                    .map(found -> found.descriptor().name())
                    .collect(Collectors.toSet());
            if (providers.isEmpty()) {
                throw new Failure("--module-path: no module there provides " + DeviceModel.class.getName());
            }
            Configuration boot = ModuleLayer.boot().configuration();
            Configuration modules = boot.resolveAndBind(ModuleFinder.of(), finder, providers);
            return ModuleLayer.boot().defineModulesWithOneLoader(modules, parent);
        } catch (FindException | ResolutionException | LayerInstantiationException unfit) {
            throw new Failure("--module-path: " + firstLine(unfit), unfit);
        }
    }

    private static boolean providesModels(ModuleReference module) {
        return module.descriptor().provides().stream()
                .anyMatch(provides -> provides.service().equals(DeviceModel.class.getName()));
    }

    private static String firstLine(Exception unfit) {
        return String.valueOf(unfit.getMessage()).lines().findFirst().orElse(unfit.toString());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new Failure("--class-path: " + path, impossible);
        }
    }
}
