#include "ingest/file/follow.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ingest/file/open_file.h"
#include "ingest/record/recognise.h"
#include "net/refusal.h"

namespace outcry::ingest::file {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using net::Failure;
using net::Fault;

constexpr std::size_t kLeft = 64;                    ///< files known as left
constexpr std::chrono::milliseconds kSilence = 30s;  ///< of a rotated file, before it is left

class Follower {
 public:
  Follower(const FileOptions& options, const SourceContext& context, Intake& intake)
      : options_(options), context_(context), intake_(intake) {}

  asio::awaitable<Failure> run() {
    for (bool leaving = false;;) {
      const auto found = survey(options_.path, cursor());
      auto steps = plan(cursor(), found);
      drop_left(steps, found);
      if (steps.parts.empty()) {
        if (auto failure = no_file()) co_return std::move(*failure);
        co_await conversation().pause(options_.poll);
        continue;
      }
      const Part part = steps.parts.front();
      auto file = OpenFile::open(found[part.file].path, O_RDONLY);
      if (!file) co_return net::failure(Fault::network, found[part.file].path + ": " + file.error().message());
      if (file->id() != found[part.file].id) continue;
      if (steps.lost && !leaving) tell_lost();
      begin(*file, part);
      auto ended = co_await read(*file, steps.parts.size());
      if (ended.failure) co_return std::move(*ended.failure);
      leaving = ended.next == Next::leave;
      if (leaving) leave(file->id());
    }
  }

 private:
  Conversation& conversation() { return intake_.conversation(); }
  TailCursor& cursor() { return intake_.cursor(); }
  const TailCursor& cursor() const { return intake_.cursor(); }

  /// What was left is not read again, unless it has the name once more.
  void drop_left(Plan& steps, const std::vector<Found>& found) {
    std::erase_if(left_, [&](FileId id) { return !found.empty() && found.front().current && found.front().id == id; });
    std::erase_if(steps.parts,
                  [&](const Part& part) { return std::ranges::find(left_, found[part.file].id) != left_.end(); });
  }

  void leave(FileId id) {
    if (left_.size() == kLeft) left_.erase(left_.begin());
    left_.push_back(id);
  }

  /// Nothing while it may still come.
  std::optional<Failure> no_file() {
    if (!options_.follow) return net::failure(Fault::fatal, "there is no file " + options_.path);
    if (const PathIs is = path_is(options_.path); is == PathIs::folder || is == PathIs::pipe)
      return net::failure(Fault::network, options_.path + " has become something else");
    waits("there is no file " + options_.path + " to be read yet");
    return std::nullopt;
  }

  void waits(std::string why) {
    if (!std::exchange(said_waiting_, true)) conversation().degraded(std::move(why));
  }

  void tell_lost() {
    Gap gap;
    gap.from = cursor().heard;
    gap.to = context_.now();
    gap.cause =
        "the file that was being read is gone or was cut short, and no whole copy of it lies beside " + options_.path;
    conversation().missed(std::move(gap));
  }

  void begin(const OpenFile& file, const Part& part) {
    if (!std::exchange(connected_, true)) conversation().connected();
    position_ = begun_at_ = part.offset;
    intake_.begin();
    Place& place = cursor().place.emplace();
    place.file = file.id();
    place.head = file.head(Head::kMost);
    reached(file);
    conversation().moved();
  }

  /// The cursor behind the last whole line.
  void reached(const OpenFile& file) {
    Place& place = *cursor().place;
    place.offset = begun_at_ + intake_.taken();
    place.changed_ns = file.changed_ns();
    if (place.head.bytes < std::min(place.offset, Head::kMost)) place.head = file.head(place.offset);
  }

  struct Ended {
    explicit Ended(Next what) : next(what) {}
    explicit Ended(Failure why) : failure(std::move(why)) {}
    Next next = Next::wait;
    std::optional<Failure> failure;
  };

  /// `files`: this one and those that came after it. One that was rotated twice has no writer any more.
  asio::awaitable<Ended> read(const OpenFile& file, std::size_t files) {
    const bool is_last = files == 1;
    FileEnd end(cursor().place->file, options_.follow && files <= 2 ? kSilence : 0ms);
    for (;;) {
      co_await conversation().room();
      const auto look = look_at(file);
      const Next next = end.next(look, position_, context_.now());
      if (next == Next::restart) co_return Ended(next);
      if (next == Next::read) {
        auto ended = co_await read_piece(file, is_last);
        if (ended) co_return std::move(*ended);
        continue;
      }
      if (next == Next::leave || (!options_.follow && is_last)) {
        intake_.take_last();
        reached(file);
      }
      if (next == Next::leave) co_return Ended(next);
      if (is_last || !look.named) heard_all();
      if (!options_.follow && is_last) {
        co_await conversation().finish();
        co_return Ended(Failure());
      }
      co_await conversation().pause(options_.poll);
    }
  }

  Look look_at(const OpenFile& file) {
    Look out;
    out.size = file.size();
    const Place& place = *cursor().place;
    if (out.size != position_ || file.changed_ns() != place.changed_ns)
      out.same_head = file.head(place.head.bytes) == place.head;
    if (out.size != position_) return out;
    out.named = successor();
    return out;
  }

  /// The file that has the name now; when none has, a rotation that came after ours.
  std::optional<FileId> successor() {
    if (const auto named = OpenFile::open(options_.path, O_RDONLY | O_NONBLOCK)) return named->id();
    const auto found = survey(options_.path, cursor());
    auto steps = plan(cursor(), found);
    drop_left(steps, found);
    if (steps.lost || steps.parts.size() < 2) return std::nullopt;
    return found[steps.parts[1].file].id;
  }

  asio::awaitable<std::optional<Ended>> read_piece(const OpenFile& file, bool is_last) {
    if (!intake_.knows_format()) {
      auto unusable = know_format(file, !options_.follow || !is_last);
      if (unusable) co_return Ended(std::move(*unusable));
      if (!intake_.knows_format()) {
        co_await conversation().pause(options_.poll);
        co_return std::nullopt;
      }
    }
    const auto size = file.read_at(position_, buffer_);
    if (!size) co_return Ended(net::failure(Fault::network, options_.path + ": " + size.error().message()));
    position_ += *size;
    intake_.take({buffer_.data(), *size});
    reached(file);
    co_await intake_.yield();
    co_return std::nullopt;
  }

  std::optional<Failure> know_format(const OpenFile& file, bool is_whole) {
    std::string head(kRecogniseBytes, '\0');
    const auto size = file.read_at(0, head);
    if (!size) return net::failure(Fault::network, options_.path + ": " + size.error().message());
    head.resize(*size);
    auto unusable = intake_.recognise(head, is_whole);
    if (!unusable && !intake_.knows_format()) waits("so far the content is of no known format");
    return unusable;
  }

  void heard_all() {
    cursor().heard = context_.now();
    conversation().caught_up();
  }

  const FileOptions& options_;
  const SourceContext& context_;
  Intake& intake_;
  std::uint64_t begun_at_ = 0;  ///< offset of the first byte that was taken in
  std::uint64_t position_ = 0;
  std::array<char, kPiece> buffer_{};
  std::vector<FileId> left_;  ///< rotated files that were read to their end, by age
  bool connected_ = false;
  bool said_waiting_ = false;
};

}  // namespace

asio::awaitable<Failure> follow_file(const FileOptions& options, const SourceContext& context, Intake& intake) {
  Follower follower(options, context, intake);
  co_return co_await follower.run();
}

}  // namespace outcry::ingest::file
