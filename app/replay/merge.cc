#include "app/replay/merge.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

namespace outcry::app {

using Json = nlohmann::json;

/// A jump longer than this at the end of a block is not believed before the next block has been seen.
constexpr std::chrono::hours kLongJump{24};

struct MergedInput::Lane {
  std::unique_ptr<FileStream> stream;  ///< gone when the file is done
  std::optional<ingest::Position> start;
  ClassifiedBlock block;  ///< mentions are moved out of it by whoever reads the pieces
  bool loaded = false;
  std::uint32_t post = 0;     ///< next of block
  std::uint32_t mention = 0;  ///< next of block
  EventTime previous = EventTime::min();
  std::uint64_t bytes_read = 0;
  bool done = false;

  bool has_posts() const { return loaded && post < block.posts.size(); }

  /// When its next post is due: its time, but a time that the post after it does not reach is a stray.
  EventTime due() const {
    const EventTime time = block.posts[post].time;
    if (post + 1 < block.posts.size()) return std::min(time, block.posts[post + 1].time);
    const bool stray = previous != EventTime::min() && time - previous > kLongJump;
    return stray ? previous : time;
  }

  void pass() { previous = block.posts[post++].time; }
};

MergedInput::MergedInput(std::vector<InputFile> files, ingest::ArchiveOptions options, Workers& workers)
    : files_(std::move(files)), options_(std::move(options)), workers_(workers), lanes_(files_.size()) {}

MergedInput::~MergedInput() = default;

Result<void> MergedInput::resume(std::string_view position) {
  const auto json = Json::parse(position, nullptr, false);
  if (!json.is_array()) return Errc::corrupt;
  if (json.size() > files_.size()) return Errc::mismatch;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto& item = json[i];
    if (item.value("path", "") != files_[i].path) return Errc::mismatch;
    auto lane = std::make_unique<Lane>();
    lane->done = item.value("done", false);
    if (item.contains("offset")) {
      lane->start = ingest::Position{.member = item.value("member", 0U),
                                     .offset = item.value("offset", std::uint64_t{0}),
                                     .record = item.value("record", std::uint64_t{0})};
    }
    if (lane->done) lane->bytes_read = files_[i].size;
    lanes_[i] = std::move(lane);
  }
  return {};
}

void MergedInput::note(const std::vector<Problem>& problems) {
  for (const auto& problem : problems) {
    if (problems_.size() < kMaxProblems) problems_.push_back(problem);
  }
}

std::uint64_t MergedInput::problem_count() const {
  return std::accumulate(stats_.errors.begin(), stats_.errors.end(), std::uint64_t{0});
}

void MergedInput::close(Lane& lane) {
  note(lane.stream->problems());
  const auto& counts = lane.stream->problem_counts();
  for (std::size_t i = 0; i < counts.size(); ++i) stats_.errors[i] += counts[i];
  lane.bytes_read = lane.stream->bytes_read();
  lane.stream.reset();
  lane.done = true;
}

/// Loads the next block that has posts; false when the file is done.
bool MergedInput::refill(Lane& lane) {
  while (!lane.has_posts()) {
    auto block = lane.stream->next();
    if (!block) {
      close(lane);
      return false;
    }
    stats_.add(block->stats);
    note(block->problems);
    lane.block = std::move(*block);
    lane.loaded = true;
    lane.post = 0;
    lane.mention = 0;
  }
  return true;
}

MergedInput::Lane* MergedInput::next_due() {
  Lane* out = nullptr;
  for (const auto& lane : lanes_) {
    if (lane && lane->stream && refill(*lane) && (out == nullptr || lane->due() < out->due())) out = lane.get();
  }
  return out;
}

void MergedInput::open(std::size_t index) {
  auto& lane = lanes_[index];
  if (!lane) lane = std::make_unique<Lane>();
  if (lane->done) return;
  auto reader = ingest::ArchiveReader::make(files_[index].path, options_);
  if (!reader) {
    const auto reason = static_cast<Errc>(reader.error().value());
    note({{.reason = reason, .file = files_[index].path}});
    ++stats_.errors[static_cast<std::size_t>(reason)];
    lane->done = true;
    return;
  }
  if (lane->start) reader->skip_to(*lane->start);
  const std::size_t ahead = workers_.threads() == 1 ? 1 : 2UL * workers_.threads() + 2;
  lane->stream = std::make_unique<FileStream>(std::move(*reader), workers_, ahead);
}

/// Opens files until none of those that are left is due before the lanes that are open.
MergedInput::Lane* MergedInput::open_due() {
  Lane* lane = next_due();
  while (opened_ < files_.size() && (lane == nullptr || files_[opened_].first_time <= lane->due())) {
    open(opened_++);
    lane = next_due();
  }
  return lane;
}

/// Up to when `lane` may be read before another one is due.
EventTime MergedInput::horizon(const Lane& lane) const {
  EventTime out = opened_ < files_.size() ? files_[opened_].first_time : EventTime::max();
  for (const auto& other : lanes_) {
    if (other && other->stream && other.get() != &lane) out = std::min(out, other->due());
  }
  return out;
}

std::optional<Piece> MergedInput::next() {
  Lane* lane = open_due();
  if (lane == nullptr) return std::nullopt;
  const EventTime until = horizon(*lane);
  Piece piece{
      .block = &lane->block, .begin = lane->post, .mention_begin = lane->mention, .starts_block = lane->post == 0};
  do {
    lane->pass();
  } while (lane->has_posts() && lane->due() <= until);
  const auto& mentions = lane->block.mentions;
  while (lane->mention < mentions.size() && mentions[lane->mention].post < lane->post) ++lane->mention;
  piece.end = lane->post;
  piece.mention_end = lane->mention;
  return piece;
}

std::string MergedInput::position() const {
  Json out = Json::array();
  for (std::size_t i = 0; i < opened_; ++i) {
    const Lane& lane = *lanes_[i];
    Json item{{"path", files_[i].path}};
    if (lane.done) {
      item["done"] = true;
    } else if (lane.loaded) {
      item["member"] = lane.block.begin.member;
      item["offset"] = lane.block.begin.offset;
      item["record"] = lane.block.begin.record;
    }
    out.push_back(std::move(item));
  }
  return out.dump();
}

std::uint64_t MergedInput::bytes_read() const {
  std::uint64_t out = 0;
  for (const auto& lane : lanes_) {
    if (lane) out += lane->stream ? lane->stream->bytes_read() : lane->bytes_read;
  }
  return out;
}

std::uint64_t MergedInput::bytes_total() const {
  std::uint64_t out = 0;
  for (const auto& file : files_) {
    if (file.size == 0) return 0;
    out += file.size;
  }
  return out;
}

}  // namespace outcry::app
