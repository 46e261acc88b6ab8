#include "nlp/evidence_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <set>

namespace outcry::nlp {
namespace {

constexpr float kIdfStep = 1.0F / 24;
constexpr std::string_view kMagic = "outcry evidence model ";
constexpr int kVersion = 1;
constexpr std::size_t kMostHeader = 4096;
constexpr double kLargest = 1e6;  ///< of any number in the header

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// "key value\n" lines up to an empty one.
struct Header {
  std::string_view rest;

  std::string_view take(std::string_view key) {
    if (!rest.starts_with(key) || rest.size() <= key.size() || rest[key.size()] != ' ') return {};
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view value = rest.substr(key.size() + 1, end - key.size() - 1);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return value;
  }

  bool take(std::string_view key, double& value) {
    const std::string_view text = take(key);
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size() && std::abs(value) <= kLargest;
  }
};

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

double EvidenceModel::score(const Instance& instance, Scratch& scratch) const {
  const auto r = static_cast<std::size_t>(instance.kind);
  double sum = bias_[r];
  for (const auto& hashes : instance.hashes) {
    std::int64_t dot = 0;
    std::uint64_t squares = 0;
    for (const std::uint32_t hash : hashes) {
      const std::uint32_t at = slot(hash);
      std::uint64_t& word = scratch.seen[at / 64];
      const std::uint64_t bit = std::uint64_t{1} << (at % 64);
      if ((word & bit) != 0) continue;
      if (word == 0) scratch.touched.push_back(at / 64);
      word |= bit;
      const Cell& cell = cells_[at];
      dot += cell.weight[r] * cell.idf;
      squares += std::uint64_t{cell.idf} * cell.idf;
    }
    for (const std::uint32_t at : scratch.touched) scratch.seen[at] = 0;
    scratch.touched.clear();
    if (squares > 0) sum += static_cast<double>(dot) * scale_[r] / std::sqrt(static_cast<double>(squares));
  }
  return sum;
}

double EvidenceModel::calibrated(double score, Register kind) const {
  const Calibration& c = calibration_[static_cast<std::size_t>(kind)];
  return logistic(c.slope * score + c.offset);
}

double EvidenceModel::evidence(const Instance& instance, Scratch& scratch) const {
  return calibrated(score(instance, scratch), instance.kind);
}

std::vector<double> EvidenceModel::contributions(const std::vector<NamedGram>& grams, Register kind) const {
  const auto r = static_cast<std::size_t>(kind);
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
    out[i] = length > 0 ? out[i] / length * calibration_[r].slope : 0;
  }
  return out;
}

std::string EvidenceModel::bytes() const {
  std::string out =
      fmt::format("{}{}\nbits {}\norigin {}\noperating_point {}\n", kMagic, kVersion, kBits, origin_, operating_point_);
  for (std::size_t r = 0; r < kRegisters; ++r)
    out += fmt::format("scale {}\nbias {}\nslope {}\noffset {}\n", scale_[r], bias_[r], calibration_[r].slope,
                       calibration_[r].offset);
  out += '\n';
  for (std::size_t r = 0; r < kRegisters; ++r)
    for (const Cell& cell : cells_) out += std::bit_cast<char>(cell.weight[r]);
  for (const Cell& cell : cells_) out += std::bit_cast<char>(cell.idf);
  return out;
}

Result<EvidenceModel> EvidenceModel::parse(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return Errc::corrupt;
  Header header{bytes};
  double version = 0;
  double bits = 0;
  if (!header.take(kMagic.substr(0, kMagic.size() - 1), version)) return Errc::corrupt;
  if (version > kVersion) return Errc::newer_version;
  if (version != kVersion) return Errc::corrupt;
  if (!header.take("bits", bits) || bits != kBits) return Errc::corrupt;
  EvidenceModel out;
  out.origin_ = header.take("origin");
  if (out.origin_.size() > kMostHeader || !header.take("operating_point", out.operating_point_)) return Errc::corrupt;
  if (out.operating_point_ < 0 || out.operating_point_ > 1) return Errc::corrupt;
  for (std::size_t r = 0; r < kRegisters; ++r) {
    double scale = 0;
    double bias = 0;
    Calibration& c = out.calibration_[r];
    const bool read = header.take("scale", scale) && header.take("bias", bias) && header.take("slope", c.slope) &&
                      header.take("offset", c.offset);
    if (!read) return Errc::corrupt;
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
