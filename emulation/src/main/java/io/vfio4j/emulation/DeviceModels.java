// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Holds the {@link DeviceModel}s that providers offer, and what is wrong with providers that cannot offer theirs.
 *
 * @param models by their names
 * @param problems one line each
 */
public record DeviceModels(List<DeviceModel> models, List<String> problems) {
    public DeviceModels {
        models = models.stream().sorted(Comparator.comparing(DeviceModel::name)).toList();
        problems = List.copyOf(problems);
    }

    /** Finds those of a class loader and its parents: on a class path, and in modules. */
    public static DeviceModels of(ClassLoader loader) {
        return collect(ServiceLoader.load(DeviceModel.class, loader));
    }

    /** Finds those of the modules of a layer and its parents. */
    public static DeviceModels of(ModuleLayer layer) {
        return collect(ServiceLoader.load(layer, DeviceModel.class));
    }

    /** Returns these and others, each class once. */
    public DeviceModels and(DeviceModels others) {
        List<DeviceModel> all = new ArrayList<>();
        Set<Class<?>> seen = new HashSet<>();
        for (DeviceModels each : List.of(this, others)) {
            each.models.stream().filter(model -> seen.add(model.getClass())).forEach(all::add);
        }
        List<String> problemsOfBoth = new ArrayList<>(problems);
        others.problems.stream().filter(problem -> !problems.contains(problem)).forEach(problemsOfBoth::add);
        return new DeviceModels(all, problemsOfBoth);
    }

    /**
     * Returns the models that are called so or whose class is: none, one, or several that share a name.
     *
     * @param nameOrClass a {@link DeviceModel#name} or the full name of a class
     */
    public List<DeviceModel> find(String nameOrClass) {
        return models.stream()
                .filter(model -> model.name().equals(nameOrClass)
                        || model.getClass().getName().equals(nameOrClass))
                .toList();
    }

    private static DeviceModels collect(ServiceLoader<DeviceModel> loader) {
        List<DeviceModel> models = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Iterator<DeviceModel> providers = loader.iterator();
        boolean more = true;
        while (more) {
            try {
                more = providers.hasNext();
                if (more) {
                    models.add(named(providers.next()));
                }
            } catch (ServiceConfigurationError broken) {
                problems.add(describe(broken));
            } catch (LinkageError unfit) {
                // A provider without its superclass, or made for a later JDK: the loader is past it already.
                problems.add("a provider cannot be loaded: " + firstLine(unfit.toString()));
            }
        }
        return new DeviceModels(models, problems);
    }

    /** Asks a model for its name, which is code of its author too. */
    private static DeviceModel named(DeviceModel model) {
        try {
            if (!model.name().isEmpty()) {
                return model;
            }
        } catch (RuntimeException | LinkageError failure) {
            throw new ServiceConfigurationError(
                    "%s has no name".formatted(model.getClass().getName()), failure);
        }
        throw new ServiceConfigurationError(
                "%s has an empty name".formatted(model.getClass().getName()));
    }

    /** Returns the loader's message, without the name of the service, and the cause that matters. */
    private static String describe(ServiceConfigurationError broken) {
        String message = String.valueOf(broken.getMessage()).replace(DeviceModel.class.getName() + ": ", "");
        return broken.getCause() == null ? message : message + ": " + reason(broken.getCause());
    }

    /**
     * Says in one line why somebody else's code failed: the message of what was thrown first, or its class where the
     * message alone says little.
     */
    public static String reason(Throwable thrown) {
        Throwable first = thrown;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String message = first.getMessage();
        if (message == null || message.isBlank() || first instanceof LinkageError) {
            message = first.toString();
        }
        return firstLine(message);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
