// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.Flag;
import io.vfio4j.cli.console.Option;
import io.vfio4j.cli.console.Options;
import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.doctor.Doctor;
import io.vfio4j.host.saved.RecordingTree;
import io.vfio4j.host.sysfs.Inventory;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vfio doctor}: why PASID does not work on this machine, and what to change. */
public final class DoctorCommand implements Command {
    private static final Option<Path> SAVE =
            Option.path("--save", "FILE", "Save what the checks read to FILE (.tar, .tar.gz), for somebody else.");
    private static final Flag WITH_SERIAL_NUMBERS =
            new Flag("--with-serial-numbers", "With --save: keep the functions' serial numbers, which else are zero.");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("doctor");
        spec.addPositional(Options.address("The function; without one, all that have PASID or a VFIO driver."));
        spec.addOption(Options.JSON.spec());
        spec.addOption(SAVE.spec());
        spec.addOption(WITH_SERIAL_NUMBERS.spec());
        TreeOptions.addTo(spec);
        spec.usageMessage()
                .header("Say why PASID does not work on this machine, and what to change.")
                .footer(
                        "  vfio doctor",
                        "  vfio doctor 3a:00.0",
                        "  vfio doctor --save machine.tar.gz",
                        "  vfio doctor --from machine.tar.gz 3a:00.0");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        SystemTree tree = TreeOptions.tree(options);
        Optional<PciAddress> address = Optional.ofNullable(options.matchedPositionalValue(0, null));
        Optional<Path> archive = SAVE.in(options);
        boolean withSerialNumbers = WITH_SERIAL_NUMBERS.in(options);
        if (archive.isPresent()) {
            save(tree, address, archive.get(), withSerialNumbers, console);
            return;
        }
        if (withSerialNumbers) {
            throw new Failure("--with-serial-numbers: only with --save");
        }
        List<Finding> findings = examine(tree, address);
        if (Options.JSON.in(options)) {
            console.json(json -> DoctorJson.write(findings, json));
            throwIfProblem(findings);
        } else {
            List<ToldFindings> told = ToldFindings.of(findings);
            DoctorText.write(told, console);
            throwIfProblem(DoctorText.findings(told));
        }
    }

    private static List<Finding> examine(SystemTree tree, Optional<PciAddress> address) {
        return address.map(function -> Doctor.examine(tree, function)
                        .orElseThrow(
                                () -> new Failure("%s: there is no such function; see vfio ls".formatted(function))))
                .orElseGet(() -> Doctor.examine(tree));
    }

    private static void throwIfProblem(List<Finding> findings) {
        List<Finding> problems = findings.stream()
                .filter(finding -> finding.verdict() == Verdict.PROBLEM)
                .toList();
        if (!problems.isEmpty()) {
            Finding first = problems.getFirst();
            throw new Failure("%d %s; begin with the first: %s"
                    .formatted(problems.size(), problems.size() == 1 ? "problem" : "problems", first.title()));
        }
    }

    /** Reads all that doctor and ls read, and saves that. */
    private static void save(
            SystemTree tree, Optional<PciAddress> address, Path archive, boolean withSerialNumbers, Console console) {
        RecordingTree recording = new RecordingTree(tree);
        Doctor.examine(recording);
        address.ifPresent(function -> examine(recording, Optional.of(function)));
        Inventory.of(recording).entries().forEach(entry -> entry.function().virtualFunctionCount());
        try {
            int count = recording.save(archive, withSerialNumbers);
            console.line("Saved %d files, folders and links, for you alone to read.".formatted(count));
            console.line("It has the kernel's command line, your user and groups, all functions' ids and registers%s."
                    .formatted(withSerialNumbers ? " and serial numbers" : ""));
            console.line("Look at it with: vfio doctor --from " + archive);
        } catch (FileAlreadyExistsException e) {
            throw new Failure("--save %s: there is such a file already; name another".formatted(archive), e);
        } catch (NoSuchFileException e) {
            throw new Failure("--save %s: there is no such folder".formatted(archive), e);
        } catch (AccessDeniedException e) {
            throw new Failure("--save %s: this user may not write there".formatted(archive), e);
        } catch (IOException e) {
            throw new Failure("--save %s: %s".formatted(archive, e.getMessage()), e);
        }
    }
}
