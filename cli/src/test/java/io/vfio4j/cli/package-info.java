@NullMarked
package io.vfio4j.cli;

import org.jspecify.annotations.NullMarked;
