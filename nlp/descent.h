// Finding the least of a smooth function: what every learnt model of nlp is fitted with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <functional>

namespace outcry::nlp {

/// The value at a point; writes the gradient there, of the same length.
using Loss = std::function<double(const Eigen::VectorXd& at, Eigen::VectorXd& gradient)>;

/// Where `loss` is least, from zero on. Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5): two-loop
/// recursion over the last 12 steps, backtracking until Armijo's condition holds; at most 300 steps. One thread, so
/// that the same loss gives the same bits.
Eigen::VectorXd minimise(const Loss& loss, Eigen::Index size);

}  // namespace outcry::nlp
