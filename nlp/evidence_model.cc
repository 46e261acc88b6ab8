#include "nlp/evidence_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "nlp/logistic.h"
#include "nlp/model_header.h"

namespace outcry::nlp {
namespace {

constexpr float kIdfStep = 1.0F / 24;
constexpr std::string_view kMagic = "outcry evidence model ";
constexpr int kVersion = 2;
constexpr std::size_t kMostHeader = 4096;

}  // namespace

EvidenceModel::EvidenceModel(const Weights& weights) : cells_(kSlots), operating_point_(weights.operating_point) {
  calibration_ = weights.calibration;
  origin_ = weights.origin;
  for (std::size_t r = 0; r < kRegisters; ++r) {
    float most = 1e-6F;
    for (const float weight : weights.of_slot[r]) most = std::max(most, std::abs(weight));
    scale_[r] = most / 127;
    bias_[r] = static_cast<float>(weights.bias[r]);
    for (std::size_t i = 0; i < kSlots; ++i)
      cells_[i].weight[r] = static_cast<std::int8_t>(std::lround(weights.of_slot[r][i] / scale_[r]));
  }
  for (std::size_t i = 0; i < kSlots; ++i)
    cells_[i].idf = static_cast<std::uint8_t>(std::clamp(std::lround(weights.idf[i] / kIdfStep), 0L, 255L));
}

double EvidenceModel::score(const Instance& instance, FeatureSet& seen) const {
  const auto r = static_cast<std::size_t>(instance.kind);
  double sum = bias_[r];
  for (const auto& hashes : instance.hashes) {
    std::int64_t dot = 0;
    std::uint64_t squares = 0;
    for (const std::uint32_t hash : hashes) {
      const std::uint32_t at = slot(hash);
      const Cell& cell = cells_[at];
      const std::uint32_t idf = cell.idf * seen.count_once(at);
      dot += cell.weight[r] * static_cast<std::int32_t>(idf);
      squares += idf * idf;
    }
    for (const std::uint32_t hash : hashes) seen.forget(slot(hash));
    if (squares > 0) sum += static_cast<double>(dot) * scale_[r] / std::sqrt(static_cast<double>(squares));
  }
  return sum;
}

double EvidenceModel::calibrated(double score, const Instance& instance) const {
  return logistic(calibration(instance).log_odds(score, instance.rules));
}

double EvidenceModel::evidence(const Instance& instance, FeatureSet& seen) const {
  return calibrated(score(instance, seen), instance);
}

std::vector<double> EvidenceModel::contributions(const std::vector<NamedGram>& grams, const Instance& instance) const {
  const auto r = static_cast<std::size_t>(instance.kind);
  std::array<double, kBlocks> squares{};
  std::set<std::pair<Block, std::uint32_t>> seen;
  std::vector<double> out;
  for (const NamedGram& gram : grams) {
    const Cell& cell = cells_[slot(gram.hash)];
    const bool first = seen.insert({gram.block, slot(gram.hash)}).second;
    out.push_back(first ? static_cast<double>(cell.weight[r]) * cell.idf * scale_[r] : 0);
    if (first) squares[static_cast<std::size_t>(gram.block)] += static_cast<double>(cell.idf) * cell.idf;
  }
  for (std::size_t i = 0; i < grams.size(); ++i) {
    const double length = std::sqrt(squares[static_cast<std::size_t>(grams[i].block)]);
    out[i] = length > 0 ? out[i] / length * calibration(instance).slope : 0;
  }
  return out;
}

std::string EvidenceModel::bytes() const {
  std::string out = fmt::format("{}{}\nbits {}\norigin {}\n", kMagic, kVersion, kBits, origin_);
  for (std::size_t r = 0; r < kRegisters; ++r) {
    out += fmt::format("operating_point {}\nscale {}\nbias {}\n", operating_point_[r], scale_[r], bias_[r]);
    for (const Calibration& c : calibration_[r])
      out += fmt::format("slope {}\nrules {}\noffset {}\n", c.slope, c.rules, c.offset);
  }
  out += '\n';
  for (std::size_t r = 0; r < kRegisters; ++r)
    for (const Cell& cell : cells_) out += std::bit_cast<char>(cell.weight[r]);
  for (const Cell& cell : cells_) out += std::bit_cast<char>(cell.idf);
  return out;
}

Result<EvidenceModel> EvidenceModel::parse(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return Errc::corrupt;
  ModelHeader header{bytes};
  double version = 0;
  double bits = 0;
  if (!header.take(kMagic.substr(0, kMagic.size() - 1), version)) return Errc::corrupt;
  if (version > kVersion) return Errc::newer_version;
  if (version != kVersion) return Errc::corrupt;
  if (!header.take("bits", bits) || bits != kBits) return Errc::corrupt;
  EvidenceModel out;
  out.origin_ = header.take("origin");
  if (out.origin_.size() > kMostHeader) return Errc::corrupt;
  for (std::size_t r = 0; r < kRegisters; ++r) {
    double scale = 0;
    double bias = 0;
    double& point = out.operating_point_[r];
    if (!header.take("operating_point", point) || point < 0 || point > 1) return Errc::corrupt;
    if (!header.take("scale", scale) || !header.take("bias", bias) || scale <= 0) return Errc::corrupt;
    for (Calibration& c : out.calibration_[r])
      if (!header.take("slope", c.slope) || !header.take("rules", c.rules) || !header.take("offset", c.offset))
        return Errc::corrupt;
    if (std::ranges::any_of(out.calibration_[r], [](const Calibration& c) { return c.slope <= 0 || c.rules < 0; }))
      return Errc::corrupt;
    out.scale_[r] = static_cast<float>(scale);
    out.bias_[r] = static_cast<float>(bias);
  }
  if (header.rest.size() != 1 + kSlots * (kRegisters + 1) || header.rest[0] != '\n') return Errc::corrupt;
  const std::string_view table = header.rest.substr(1);
  out.cells_.resize(kSlots);
  for (std::size_t i = 0; i < kSlots; ++i) {
    for (std::size_t r = 0; r < kRegisters; ++r)
      out.cells_[i].weight[r] = std::bit_cast<std::int8_t>(table[r * kSlots + i]);
    out.cells_[i].idf = std::bit_cast<std::uint8_t>(table[kRegisters * kSlots + i]);
  }
  return out;
}

}  // namespace outcry::nlp
