/** Building trees as a kernel would show them. */
package io.vfio4j.kernel.tree;
