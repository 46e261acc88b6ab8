#include "nlp/choice_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "nlp/model_header.h"

namespace outcry::nlp {
namespace {

constexpr float kIdfStep = 1.0F / 24;
constexpr std::size_t kLongestClass = 64;

void to_probabilities(std::vector<double>& logits) {
  const double most = *std::ranges::max_element(logits);
  double sum = 0;
  for (double& one : logits) sum += one = std::exp(one - most);
  for (double& one : logits) one /= sum;
}

}  // namespace

ChoiceModel::ChoiceModel(const Weights& weights)
    : reads_(weights.reads), classes_(weights.classes), rows_(kSlots * row_size()), idf_(kSlots) {
  float most = 1e-6F;
  for (const float weight : weights.of_slot) most = std::max(most, std::abs(weight));
  scale_ = most / 127;
  for (std::size_t i = 0; i < weights.of_slot.size(); ++i)
    rows_[place(i)] = static_cast<std::int8_t>(std::lround(weights.of_slot[i] / scale_));
  for (std::size_t i = 0; i < kSlots; ++i)
    idf_[i] = static_cast<std::uint8_t>(std::clamp(std::lround(weights.idf[i] / kIdfStep), 0L, 255L));
  for (const double one : weights.bias) bias_.push_back(static_cast<float>(one));
}

void ChoiceModel::probabilities(const Instance& instance, FeatureSet& seen, std::vector<double>& out) const {
  out.assign(bias_.begin(), bias_.end());
  std::array<std::int32_t, kMostClasses> dot{};  // at most kSlots * 127 * 255, which fits
  for (std::size_t block = 0; block < kBlocks; ++block) {
    if (!looks_at(reads_, static_cast<Block>(block))) continue;
    dot.fill(0);
    std::uint64_t squares = 0;
    for (const std::uint32_t hash : instance.hashes[block]) {
      const std::uint32_t at = slot(hash);
      const std::uint64_t idf = idf_[at];
      if (idf == 0 || !seen.insert(at)) continue;
      squares += idf * idf;
      const std::int8_t* row = &rows_[at * row_size()];
      for (std::size_t from = 0; from < row_size(); from += kLane)
        for (std::size_t k = from; k < from + kLane; ++k) dot[k] += row[k] * static_cast<std::int32_t>(idf);
    }
    seen.clear();
    if (squares == 0) continue;
    const double unit = static_cast<double>(scale_) / std::sqrt(static_cast<double>(squares));
    for (std::size_t k = 0; k < out.size(); ++k) out[k] += static_cast<double>(dot[k]) * unit;
  }
  to_probabilities(out);
}

std::string ChoiceModel::bytes() const {
  std::string out = fmt::format("bits {}\nletters {}\nclasses {}\nscale {}\n", kBits,
                                reads_ == Reads::and_letters ? 1 : 0, classes_.size(), scale_);
  for (std::size_t k = 0; k < classes_.size(); ++k) out += fmt::format("class {}\nbias {}\n", classes_[k], bias_[k]);
  out += '\n';
  for (std::size_t i = 0; i < kSlots * classes_.size(); ++i) out += std::bit_cast<char>(rows_[place(i)]);
  for (const std::uint8_t idf : idf_) out += std::bit_cast<char>(idf);
  return out;
}

Result<ChoiceModel> ChoiceModel::parse(std::string_view bytes) {
  ModelHeader header{bytes};
  double bits = 0;
  double n = 0;
  double scale = 0;
  double letters = 0;
  if (!header.take("bits", bits) || bits != kBits || !header.take("letters", letters) || !header.take("classes", n) ||
      !header.take("scale", scale) || scale <= 0)
    return Errc::corrupt;
  if (n < 2 || n > static_cast<double>(kMostClasses) || n != std::floor(n)) return Errc::corrupt;
  ChoiceModel out;
  out.reads_ = letters != 0 ? Reads::and_letters : Reads::sentence_and_words;
  out.scale_ = static_cast<float>(scale);
  for (std::size_t k = 0; k < static_cast<std::size_t>(n); ++k) {
    const std::string_view name = header.take("class");
    double bias = 0;
    if (name.empty() || name.size() > kLongestClass || !header.take("bias", bias)) return Errc::corrupt;
    out.classes_.emplace_back(name);
    out.bias_.push_back(static_cast<float>(bias));
  }
  const std::size_t cells = kSlots * out.classes_.size();
  if (header.rest.size() != 1 + cells + kSlots || header.rest[0] != '\n') return Errc::corrupt;
  out.rows_.resize(kSlots * out.row_size());
  for (std::size_t i = 0; i < cells; ++i) out.rows_[out.place(i)] = std::bit_cast<std::int8_t>(header.rest[1 + i]);
  for (const char c : header.rest.substr(1 + cells)) out.idf_.push_back(std::bit_cast<std::uint8_t>(c));
  return out;
}

}  // namespace outcry::nlp
