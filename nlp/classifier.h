// The face of nlp: a post goes in, what it says of each service comes out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/mention.h"
#include "model/post.h"
#include "nlp/grams.h"
#include "nlp/scan_cache.h"

namespace outcry::nlp {

/// Why a verdict is what it is, for people.
struct Explanation {
  struct Span {
    std::size_t begin = 0;  ///< byte range in the text of the post
    std::size_t end = 0;
    std::string kind;  ///< "service", "failure", "idiom", "symptom", "region", "error code", ...
    std::string what;  ///< "Netflix", the phrase, "US-TX"
    bool used = true;  ///< false: seen but cancelled, and `why` says by what
    std::string why;
  };
  struct Reason {
    Verdict verdict;
    std::vector<std::string> why;           ///< sentences, the most weighty first
    std::vector<std::string> would_change;  ///< what would turn the verdict
  };
  std::string language;
  std::vector<Span> spans;
  std::vector<Reason> mentions;
};

/// How much an explanation looks into: what would turn a verdict costs as much as a hundred verdicts.
enum class Detail : std::uint8_t { reasons, all };

struct ClassifierOptions {
  ScanCache cache;                  ///< of compiled names
  std::optional<double> threshold;  ///< evidence from which a mention counts, instead of the model's operating point
};

/// Immutable tables compiled from a catalog; shared by all threads. Posts that name no service leave
/// after one scan of the names and allocate nothing.
class Classifier {
 public:
  /// Buffers and scan scratch of one thread.
  class Workspace {
   public:
    Workspace(Workspace&&) noexcept;
    Workspace& operator=(Workspace&&) noexcept;
    ~Workspace();

   private:
    friend class Classifier;
    struct Impl;
    explicit Workspace(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
  };

  /// Errors: Errc::invalid_argument when a phrase or pattern cannot be compiled (the catalog's check
  /// names it first); corrupt or newer_version when the evidence model cannot be read.
  static Result<Classifier> make(std::shared_ptr<const Catalog> catalog, ClassifierOptions options = {});
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;
  ~Classifier();

  Workspace workspace() const;

  /// Zero or more verdicts, one per service, in order of first appearance. The span lives until the
  /// next call with the same workspace. A pure function of catalog and post.
  std::span<const Verdict> classify(const Post& post, Workspace& workspace) const;

  /// Sentiment of a whole text, whatever it is about, in [-1, 1].
  double sentiment(std::string_view text, Workspace& workspace) const;

  /// The service that a source means by what it calls the post's: a slug or a name, else the longest name in it that is
  /// no common word.
  std::optional<ServiceId> given_service(std::string_view given, Workspace& workspace) const;

  /// What a model learns from: the features of one (post, service). Nothing when the post is not about the service,
  /// as far as can be told.
  std::optional<Instance> instance(const Post& post, ServiceId service, Workspace& workspace) const;

  /// The same verdicts with their reasons.
  Explanation explain(const Post& post, Workspace& workspace, Detail detail = Detail::all) const;

 private:
  struct Impl;
  explicit Classifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::nlp
