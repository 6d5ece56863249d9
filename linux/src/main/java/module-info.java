import org.jspecify.annotations.NullMarked;

/** Linux system calls through java.lang.foreign. For the project's own modules only. */
@NullMarked
module io.vfio4j.linux {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;
}
