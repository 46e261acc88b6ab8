#include <memory>

#include "app/check/trial.h"
#include "nlp/classifier.h"

namespace outcry::app {

Judge judge_of(const nlp::Classifier& classifier) {
  auto workspace = std::make_shared<nlp::Classifier::Workspace>(classifier.workspace());
  return [&classifier, workspace](const Post& post) {
    const auto verdicts = classifier.classify(post, *workspace);
    return std::vector<Verdict>(verdicts.begin(), verdicts.end());
  };
}

}  // namespace outcry::app
