#include "nlp/models.h"

#include <fmt/format.h>

#include "nlp/model_header.h"

namespace outcry::nlp {
namespace {

constexpr std::string_view kMagic = "outcry models";
constexpr std::size_t kVersion = 1;

std::string part(std::string_view name, const std::string& bytes) {
  return fmt::format("part {}\nbytes {}\n{}", name, bytes.size(), bytes);
}

/// The next part, cut off the front; nothing when it is not whole.
struct Part {
  std::string_view name;
  std::string_view bytes;
};
std::optional<Part> take_part(ModelHeader& header) {
  Part out;
  std::size_t size = 0;
  out.name = header.take("part");
  if (out.name.empty() || !header.take("bytes", size)) return std::nullopt;
  if (size > header.rest.size()) return std::nullopt;
  out.bytes = header.rest.substr(0, size);
  header.rest.remove_prefix(out.bytes.size());
  return out;
}

}  // namespace

std::string Models::bytes() const {
  std::string out = fmt::format("{} {}\n", kMagic, kVersion);
  out += part("evidence", evidence.bytes());
  if (intent) out += part("intent", intent->bytes());
  if (symptom) out += part("symptom", symptom->bytes());
  return out;
}

Result<Models> Models::parse(std::string_view bytes) {
  ModelHeader header{bytes};
  std::size_t version = 0;
  if (!header.take(kMagic, version)) return Errc::corrupt;
  if (version > kVersion) return Errc::newer_version;
  if (version != kVersion) return Errc::corrupt;
  std::optional<EvidenceModel> evidence;
  std::optional<ChoiceModel> intent;
  std::optional<ChoiceModel> symptom;
  while (!header.rest.empty()) {
    const auto next = take_part(header);
    if (!next) return Errc::corrupt;
    if (next->name == "evidence") {
      auto parsed = EvidenceModel::parse(next->bytes);
      if (!parsed) return parsed.error();
      evidence = std::move(*parsed);
      continue;
    }
    if (next->name != "intent" && next->name != "symptom") return Errc::corrupt;
    auto parsed = ChoiceModel::parse(next->bytes);
    if (!parsed) return parsed.error();
    (next->name == "intent" ? intent : symptom) = std::move(*parsed);
  }
  if (!evidence) return Errc::corrupt;
  return Models{std::move(*evidence), std::move(intent), std::move(symptom)};
}

}  // namespace outcry::nlp
