#include "ingest/file/tail.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ingest/archive/sniff.h"
#include "ingest/record/recognise.h"

namespace outcry::ingest::file {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kEnoughHead = 64;           ///< bytes by which a file is known again under another number
constexpr std::int64_t kClockStep = 1'000'000'000;  ///< ns; the clock of a file system may be behind
constexpr std::string_view kRotationMarks = "0123456789-._T:";

std::optional<std::uint64_t> whole(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::int64_t clock(const Json& object, const char* key) {
  constexpr std::uint64_t kMost = 9'214'646'400'000'000'000;
  return static_cast<std::int64_t>(std::min(whole(object, key).value_or(0), kMost));
}

EventTime micros(const Json& object, const char* key) {
  return EventTime(std::chrono::microseconds(std::min<std::int64_t>(clock(object, key), 9'214'646'400'000'000)));
}

std::int64_t nanoseconds(EventTime time) { return std::chrono::nanoseconds(time.time_since_epoch()).count(); }

std::optional<Place> place_of(const Json& json) {
  const auto device = whole(json, "device");
  const auto inode = whole(json, "inode");
  const auto offset = whole(json, "offset");
  const auto bytes = whole(json, "head_bytes");
  const auto hash = whole(json, "head_hash");
  if (!device || !inode || !offset || !bytes || !hash || *bytes > Head::kMost) return std::nullopt;
  return Place{{*device, *inode}, *offset, {*bytes, *hash}, clock(json, "changed_ns")};
}

/// The file of a place, whatever it is called now.
std::optional<std::size_t> find(const Place& place, const std::vector<Found>& found) {
  std::optional<std::size_t> best;
  int best_rank = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Found& it = found[i];
    if (!it.same_head || it.size < place.offset) continue;
    const bool by_number = it.id == place.file;
    if (!by_number && place.head.bytes < kEnoughHead) continue;
    const int rank = by_number ? 3 : it.current ? 2 : 1;
    if (rank > best_rank || (rank == best_rank && it.changed_ns > found[*best].changed_ns)) {
      best = i;
      best_rank = rank;
    }
  }
  return best;
}

/// Rotations that were written after `ns`, the oldest first.
std::vector<std::size_t> rotated_after(std::int64_t ns, const std::vector<Found>& found,
                                       std::optional<std::size_t> but) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!found[i].current && found[i].changed_ns >= ns && but != i) out.push_back(i);
  std::ranges::sort(out, [&](auto a, auto b) {
    const Found &one = found[a], &other = found[b];
    return one.changed_ns != other.changed_ns ? one.changed_ns < other.changed_ns : one.path > other.path;
  });
  return out;
}

Content refused(std::string why) { return {Content::Is::refused, "", std::move(why)}; }

}  // namespace

/// FNV-1a: the same in every version and on every machine.
Head head_of(std::string_view first_bytes) {
  first_bytes = first_bytes.substr(0, Head::kMost);
  if (first_bytes.empty()) return {};
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : first_bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return {first_bytes.size(), hash};
}

std::string TailCursor::to_json() const {
  Json out{{"newest_us", std::max<std::int64_t>(newest.time_since_epoch().count(), 0)},
           {"heard_us", std::max<std::int64_t>(heard.time_since_epoch().count(), 0)}};
  if (place) {
    out["device"] = place->file.device;
    out["inode"] = place->file.inode;
    out["offset"] = place->offset;
    out["head_bytes"] = place->head.bytes;
    out["head_hash"] = place->head.hash;
    out["changed_ns"] = std::max<std::int64_t>(place->changed_ns, 0);
  }
  return out.dump();
}

Result<TailCursor> TailCursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !whole(json, "heard_us")) return Errc::corrupt;
  TailCursor out;
  out.place = place_of(json);
  if (!out.place && json.contains("inode")) return Errc::corrupt;
  out.newest = micros(json, "newest_us");
  out.heard = micros(json, "heard_us");
  return out;
}

bool is_rotation(std::string_view name, std::string_view base) {
  if (!name.starts_with(base) || name.size() <= base.size()) return false;
  const auto mark = name.substr(base.size());
  if (mark[0] != '.' && mark[0] != '-') return false;
  return mark.find_first_not_of(kRotationMarks) == std::string_view::npos &&
         mark.find_first_of("0123456789") != std::string_view::npos;
}

Plan plan(const TailCursor& cursor, const std::vector<Found>& found) {
  Plan out;
  const auto add_rotated = [&](std::int64_t since, std::optional<std::size_t> but) {
    for (const auto rotated : rotated_after(since, found, but)) out.parts.push_back({rotated, 0});
  };
  const auto current = std::ranges::find(found, true, &Found::current);
  const auto last = cursor.place ? find(*cursor.place, found) : std::nullopt;
  const bool is_known = cursor.place && cursor.place->head.bytes > 0;
  if (last && is_known) {
    out.parts.push_back({*last, cursor.place->offset});
    if (found[*last].current) return out;
    add_rotated(found[*last].changed_ns, last);
  } else {
    // Of what was empty or not there, all that was written since is news.
    out.lost = is_known;
    const auto since = cursor.place ? cursor.place->changed_ns : nanoseconds(cursor.heard);
    add_rotated(is_known ? since : since - kClockStep, {});
  }
  if (current != found.end()) out.parts.push_back({static_cast<std::size_t>(current - found.begin()), 0});
  return out;
}

Next FileEnd::next(const Look& look, std::uint64_t read_to, EventTime now) {
  if (look.size < read_to || !look.same_head) return Next::restart;
  const bool is_named = !look.named || *look.named == file_;
  if (look.size > read_to || is_named) silent_since_.reset();
  if (look.size > read_to) return Next::read;
  if (is_named) return Next::wait;
  silent_since_ = std::min(silent_since_.value_or(now), now);
  return now - *silent_since_ >= patience_ ? Next::leave : Next::wait;
}

std::string_view Lines::finished(std::string_view line) const {
  line.remove_prefix(std::min(line.find_first_not_of('\0'), line.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void Lines::carry(std::string_view bytes) {
  begun_ += bytes.size();
  if (carried_.empty()) bytes.remove_prefix(std::min(bytes.find_first_not_of('\0'), bytes.size()));
  if (dropping_ || carried_.size() + bytes.size() > most_) {
    dropping_ = true;
    carried_.clear();
    return;
  }
  carried_.append(bytes);
}

std::optional<std::string_view> Lines::next() {
  for (;;) {
    const auto end = fresh_.find('\n');
    if (end == std::string_view::npos) {
      carry(std::exchange(fresh_, {}));
      return std::nullopt;
    }
    const auto rest = fresh_.substr(0, end);
    fresh_.remove_prefix(end + 1);
    taken_ += begun_ + end + 1;
    const bool alone = begun_ == 0 && end <= most_;
    if (!alone) carry(rest);
    begun_ = 0;
    if (alone) return finished(rest);
    line_.swap(carried_);
    carried_.clear();
    if (!std::exchange(dropping_, false)) return finished(line_);
    ++too_long_;
  }
}

std::string_view Lines::last() {
  taken_ += std::exchange(begun_, 0);
  line_.swap(carried_);
  carried_.clear();
  if (std::exchange(dropping_, false)) {
    ++too_long_;
    return "";
  }
  return finished(line_);
}

Content content_of(std::string_view head, const Layout& wanted, bool whole) {
  if (!what_it_is(head).empty()) return refused(std::string(what_it_is(head)));
  if (packing_of(head) != Packing::plain)
    return refused("the content is packed, and what is packed does not grow by lines: use outcry replay");
  if (!wanted.format.empty()) return {Content::Is::known, wanted.format, ""};
  const bool is_all = whole || head.size() >= kRecogniseBytes;
  const bool says_nothing =
      head.find('\n') == std::string_view::npos || head.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (says_nothing && !is_all) return {};
  const auto found = recognise(head, wanted);
  if (!found) {
    if (!is_all) return {};
    return refused("no known format of records; say which with 'format'");
  }
  if (found->layout.format == "csv")
    return refused("this looks like a table in CSV: use outcry replay, or write NDJSON, one object a line");
  if (found->parting != Parting::lines)
    return refused("its JSON goes over several lines: use outcry replay, or write one object a line");
  return {Content::Is::known, found->layout.format, ""};
}

}  // namespace outcry::ingest::file
