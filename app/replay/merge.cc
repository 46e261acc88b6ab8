#include "app/replay/merge.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "app/replay/lane.h"

namespace outcry::app {

using Json = nlohmann::json;

MergedInput::MergedInput(std::vector<InputFile> files, ingest::ArchiveOptions options, Workers& workers)
    : files_(std::move(files)), options_(std::move(options)), workers_(workers), lanes_(files_.size()) {}

MergedInput::~MergedInput() = default;

Result<void> MergedInput::refuse(std::string why) {
  if (why.empty()) return {};
  refusal_ = std::move(why);
  return Errc::mismatch;
}

Result<void> MergedInput::resume(std::string_view position) {
  const auto json = Json::parse(position, nullptr, false);
  if (!json.is_array()) return Errc::corrupt;
  if (json.size() > files_.size()) {
    return refuse("the store has also read '" + json[files_.size()].value("path", "") +
                  "'; name all files that it has read, and new ones behind them in time, or take another --store");
  }
  resumed_at_end_ = !json.empty();
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (!json[i].is_object()) return Errc::corrupt;
    lanes_[i] = std::make_unique<Lane>(files_[i].path);
    if (auto refused = refuse(lanes_[i]->take_up(json[i])); !refused) return refused;
    resumed_at_end_ = resumed_at_end_ && lanes_[i]->earlier.done;
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
  static_cast<void>(refuse(lane.end()));
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
    untimed_ += block->untimed;
    if (columns_.empty()) columns_ = block->columns;
    lane.load(std::move(*block));
  }
  return true;
}

Lane* MergedInput::next_due() {
  Lane* out = nullptr;
  for (const auto& lane : lanes_) {
    if (lane && lane->stream && refill(*lane) && (out == nullptr || lane->due() < out->due())) out = lane.get();
  }
  return out;
}

void MergedInput::open(std::size_t index) {
  auto& lane = lanes_[index];
  if (!lane) lane = std::make_unique<Lane>(files_[index].path);
  if (lane->done) return;
  auto reader = ingest::ArchiveReader::make(files_[index].path, options_);
  if (!reader) {
    const auto reason = static_cast<Errc>(reader.error().value());
    note({{.reason = reason, .file = files_[index].path}});
    ++stats_.errors[static_cast<std::size_t>(reason)];
    lane->done = true;
    return;
  }
  if (!refuse(lane->begin(*reader))) {
    lane->done = true;
    return;
  }
  const std::size_t ahead = workers_.threads() == 1 ? 1 : 2UL * workers_.threads() + 2;
  lane->stream = std::make_unique<FileStream>(std::move(*reader), workers_, ahead);
}

/// Opens files until none of those that are left is due before the lanes that are open.
Lane* MergedInput::open_due() {
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
  if (lane == nullptr || !refusal_.empty()) return std::nullopt;
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
  for (const auto& lane : lanes_) {
    if (lane) out.push_back(lane->to_json());
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
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
