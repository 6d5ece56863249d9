// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.lspci.LspciDump;
import io.vfio4j.pci.lspci.LspciFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the function that a {@link DumpReference} names. */
public final class DumpFile {
    private static final int LARGEST = 64 << 20;

    private DumpFile() {}

    /**
     * Reads a dump.
     *
     * @throws Failure when there is no such file, function or dump
     */
    public static DumpedFunction load(DumpReference reference, Console console) {
        List<DumpedFunction> functions = parse(reference);
        Optional<PciAddress> address = reference.address();
        if (address.isPresent()) {
            return LspciDump.find(functions, address.get())
                    .orElseThrow(() -> new Failure("%s has no function %s; it has %s"
                            .formatted(
                                    reference.file(),
                                    address.get(),
                                    addresses(functions.stream()
                                            .map(DumpedFunction::address)
                                            .distinct()
                                            .toList()))));
        }
        DumpedFunction first = functions.getFirst();
        List<PciAddress> others = functions.stream()
                .map(DumpedFunction::address)
                .distinct()
                .filter(other -> !other.equals(first.address()))
                .toList();
        if (!others.isEmpty()) {
            console.note("%s has %d functions: taking %s; for another write @ and one of %s"
                    .formatted(reference.file(), others.size() + 1, first.address(), addresses(others)));
        } else if (functions.size() > 1) {
            console.note("%s has %s %d times: taking the first"
                    .formatted(reference.file(), first.address(), functions.size()));
        }
        return first;
    }

    private static List<DumpedFunction> parse(DumpReference reference) {
        String name =
                reference.standardInput() ? "standard input" : reference.file().toString();
        try (InputStream in = reference.standardInput() ? System.in : Files.newInputStream(reference.file())) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new Failure(name + ": larger than 64 MiB, so no dump of lspci");
            }
            return LspciDump.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (LspciFormatException e) {
            throw new Failure(
                    e.withoutFunction()
                            ? name + ": is not the output of lspci -xxxx: there is no function in it"
                            : name + ": " + e.getMessage(),
                    e);
        } catch (NoSuchFileException e) {
            throw new Failure(noSuchFile(reference), e);
        } catch (AccessDeniedException e) {
            throw new Failure(name + ": permission denied", e);
        } catch (IOException e) {
            throw new Failure(
                    Files.isDirectory(reference.file())
                            ? name + ": is a folder, not a dump of lspci"
                            : "%s: cannot be read: %s".formatted(name, e.getMessage()),
                    e);
        }
    }

    private static String noSuchFile(DumpReference reference) {
        Path file = reference.file();
        boolean at = reference.address().isEmpty() && file.toString().contains("@");
        return file + ": no such file" + (at ? "; a function is named as FILE@BB:DD.F" : "");
    }

    /** The first few addresses of a dump that may have hundreds. */
    private static String addresses(List<PciAddress> functions) {
        int most = 8;
        String some = functions.stream().limit(most).map(PciAddress::toString).collect(Collectors.joining(", "));
        return functions.size() > most ? "%s and %d more".formatted(some, functions.size() - most) : some;
    }
}
