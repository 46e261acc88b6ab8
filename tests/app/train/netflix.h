// A catalog of one service, its classifier, and rows about it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "app/train/train.h"

namespace outcry::app::train {

struct NetflixRows : ::testing::Test {
  std::shared_ptr<const Catalog> catalog = [] {
    auto out = std::make_shared<Catalog>();
    out->services = {{.slug = "netflix", .name = "Netflix", .category = "video"}};
    return out;
  }();
  nlp::Classifier classifier = nlp::Classifier::make(catalog).value();
  std::vector<Label> labels;

  Material read() const { return material(classifier, *catalog, labels, 5, 1); }
};

}  // namespace outcry::app::train
