#include "ingest/archive/members.h"

#include <utility>

#include "ingest/archive/sniff.h"

namespace outcry::ingest {
namespace {

/// The content of the entry at which a container stands. Must be gone before the container moves on.
class EntrySource final : public ByteSource {
 public:
  explicit EntrySource(Container& container) : container_(container) {}
  Result<std::size_t> read(std::span<char> into) override { return container_.read(into); }

 private:
  Container& container_;
};

bool is_container(Packing packing) { return packing == Packing::tar || packing == Packing::zip; }

}  // namespace

Members::Members(std::unique_ptr<ByteSource> file, MemberLimits limits, Report report)
    : file_(std::move(file)), limits_(limits), report_(std::move(report)) {}

bool Members::next(Member& member) {
  member = {};
  if (file_ != nullptr && open(std::move(file_), "", 0, member)) return true;
  while (!levels_.empty()) {
    if (next_entry(member)) return true;
  }
  return false;
}

/// Takes one step in the innermost container; true when it led to a member.
bool Members::next_entry(Member& member) {
  auto& level = levels_.back();
  const auto entry = level.container->next_entry();
  if (!entry) report_(entry.error(), level.prefix.substr(0, level.prefix.size() - !level.prefix.empty()), words());
  if (!entry || !*entry) {
    levels_.pop_back();
    return false;
  }
  ++entries_;
  if (!(*entry)->file) return false;
  return open(std::make_unique<EntrySource>(*level.container), level.prefix + (*entry)->name, level.depth, member);
}

std::unique_ptr<Codec> Members::codec_for(Packing packing) const {
  switch (packing) {
    case Packing::gzip:
      return make_gzip_codec();
    case Packing::bzip2:
      return make_bzip2_codec();
    case Packing::xz:
      return make_xz_codec();
    case Packing::zstd:
      return make_zstd_codec(limits_.zstd_window_log_max);
    case Packing::plain:
    case Packing::tar:
    case Packing::zip:
    case Packing::unsupported:
      break;
  }
  return nullptr;
}

/// Peels off codecs until a member (true) or a container (false, a new level) shows.
bool Members::open(std::unique_ptr<ByteSource> source, std::string path, int depth, Member& member) {
  FedBytes fed;
  for (;; ++depth) {
    auto peeked = std::make_unique<PeekedSource>(std::move(source));
    const auto head = peeked->peek(kSniffBytes);
    const auto packing = packing_of(head);
    if (packing == Packing::plain || packing == Packing::unsupported) {
      member = {std::move(path), ordinal_++, std::move(peeked), what_it_is(head)};
      return true;
    }
    if (depth >= limits_.max_nesting) {
      ++ordinal_;
      report_(Errc::nested_too_deep, path, "");
      return false;
    }
    if (is_container(packing)) {
      auto prefix = path.empty() ? std::string() : path + "!";
      auto container = std::make_unique<Container>(std::move(peeked), packing, limits_.expansion);
      levels_.push_back({std::move(container), std::move(prefix), depth + 1});
      return false;
    }
    auto codec = std::make_unique<CodecSource>(std::move(peeked), codec_for(packing), limits_.expansion, fed);
    fed = codec->fed();
    source = std::move(codec);
  }
}

}  // namespace outcry::ingest
