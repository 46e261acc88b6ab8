#include "ingest/file/source.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <cerrno>
#include <utility>

#include "ingest/conversation.h"
#include "ingest/file/open_file.h"
#include "ingest/format_settings.h"
#include "ingest/post_clock.h"
#include "ingest/record/recognise.h"

namespace outcry::ingest::file {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;
namespace asio = boost::asio;
using net::Failure;
using net::Fault;

constexpr std::size_t kMostLine = 1 << 20;
constexpr std::size_t kPiece = 64 << 10;
constexpr std::chrono::milliseconds kSilence = 30s;  ///< of a rotated file, before it is left
constexpr auto kAsGoodAsNow = 10s;
constexpr auto kQuiet = 60s;  ///< a pipe that has nothing to say for so long has no past to tell

struct FileOptions {
  std::string path;
  Layout layout;
  std::chrono::milliseconds poll{250};
  bool follow = true;
  bool from_end = false;
};

Failure failure_of(Fault fault, std::string what) {
  Failure out;
  out.fault = fault;
  out.what = std::move(what);
  return out;
}

Conversation::Options conversation_options(const FileOptions& options, const SourceContext& context) {
  Conversation::Options out;
  out.layout = options.layout;
  out.name = options.path;
  out.backoff = context.backoff;
  out.seed = context.seed;
  return out;
}

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  Run(const FileOptions& options, const SourceContext& context, TailCursor cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        cursor_(cursor),
        clock_(cursor_.newest),
        conversation_(executor, conversation_options(options, context), output, [this](SourceBatch& b) { stamp(b); }) {}

  asio::awaitable<void> run() {
    conversation_.set_host(options_.path == "-" ? "standard input" : options_.path);
    co_await conversation_.run([this] { return attempt(); });
  }

 private:
  asio::awaitable<Failure> attempt() {
    co_await yield();
    connected_ = said_waiting_ = false;
    const PathIs is = path_is(options_.path);
    if (is == PathIs::folder) co_return failure_of(Fault::fatal, options_.path + " is a folder, not a file");
    if (is == PathIs::pipe) co_return co_await pipe();
    co_return co_await files();
  }

  // Files.

  asio::awaitable<Failure> files() {
    for (bool leaving = false;;) {
      const auto found = survey(options_.path, cursor_);
      auto todo = plan(cursor_, found);
      if (leaving && !todo.lost && todo.parts.size() > 1) todo.parts.erase(todo.parts.begin());
      if (todo.parts.empty()) {
        if (auto failure = no_file()) co_return std::move(*failure);
        all_is_new();
        co_await conversation_.pause(options_.poll);
        continue;
      }
      const Part part = todo.parts.front();
      auto file = OpenFile::open(found[part.file].path, O_RDONLY);
      if (!file) co_return failure_of(Fault::network, found[part.file].path + ": " + file.error().message());
      if (file->id() != found[part.file].id) continue;
      if (todo.lost && !leaving) tell_lost();
      begin(*file, part);
      auto ended = co_await read(*file, todo.parts.size());
      if (ended.failure) co_return std::move(*ended.failure);
      leaving = ended.next == Next::leave;
    }
  }

  /// Nothing while it may still come.
  std::optional<Failure> no_file() {
    if (!options_.follow) return failure_of(Fault::fatal, "there is no file " + options_.path);
    if (const PathIs is = path_is(options_.path); is == PathIs::folder || is == PathIs::pipe)
      return failure_of(Fault::network, options_.path + " has become something else");
    waits("there is no file " + options_.path + " to be read yet");
    return std::nullopt;
  }

  /// Of a file that was not there at the first look nothing is there already.
  void all_is_new() {
    if (!std::exchange(cursor_.from_end, false)) return;
    conversation_.moved();
  }

  void waits(std::string why) {
    if (!std::exchange(said_waiting_, true)) conversation_.degraded(std::move(why));
  }

  void tell_lost() {
    Gap gap;
    gap.from = cursor_.heard;
    gap.to = context_.now();
    gap.cause =
        "the file that was being read is gone or was cut short, and no whole copy of it lies beside " + options_.path;
    conversation_.missed(std::move(gap));
  }

  void begin(const OpenFile& file, const Part& part) {
    if (!std::exchange(connected_, true)) conversation_.connected();
    position_ = begun_at_ = part.at_line ? part.offset : file.line_begin(part.offset, kMostLine);
    lines_ = Lines(kMostLine);
    too_long_told_ = 0;
    Place place;
    place.file = file.id();
    cursor_.place = place;
    cursor_.from_end = false;
    reached(file);
    conversation_.moved();
  }

  /// The cursor behind the last whole line.
  void reached(const OpenFile& file) {
    Place& place = *cursor_.place;
    place.offset = begun_at_ + lines_.taken();
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
    FileEnd end(cursor_.place->file, options_.follow && files <= 2 ? kSilence : 0ms);
    for (;;) {
      co_await conversation_.room();
      const auto look = look_at(file);
      const Next next = end.next(look, position_, context_.now());
      if (next == Next::restart) co_return Ended(next);
      if (next == Next::read) {
        auto ended = co_await read_piece(file, is_last);
        if (ended) co_return std::move(*ended);
        continue;
      }
      if (next == Next::leave || (!options_.follow && is_last)) {
        take_last();
        reached(file);
      }
      if (next == Next::leave) co_return Ended(next);
      if (is_last || !look.named) heard_all();
      if (!options_.follow && is_last) {
        co_await conversation_.finish();
        co_return Ended(Failure());
      }
      co_await conversation_.pause(options_.poll);
    }
  }

  Look look_at(const OpenFile& file) const {
    Look out;
    out.size = file.size();
    const Place& place = *cursor_.place;
    if (out.size != position_ || file.changed_ns() != place.changed_ns)
      out.same_head = file.head(place.head.bytes) == place.head;
    if (out.size != position_) return out;
    out.named = successor();
    return out;
  }

  /// The file that has the name now; when none has, a rotation that came after ours.
  std::optional<FileId> successor() const {
    if (const auto named = OpenFile::open(options_.path, O_RDONLY | O_NONBLOCK)) return named->id();
    const auto found = survey(options_.path, cursor_);
    const auto todo = plan(cursor_, found);
    if (todo.lost || todo.parts.size() < 2) return std::nullopt;
    return found[todo.parts[1].file].id;
  }

  asio::awaitable<std::optional<Ended>> read_piece(const OpenFile& file, bool is_last) {
    if (!is_format_known_) {
      auto unusable = know_format(file, !options_.follow || !is_last);
      if (unusable) co_return Ended(std::move(*unusable));
      if (!is_format_known_) {
        co_await conversation_.pause(options_.poll);
        co_return std::nullopt;
      }
    }
    const auto size = file.read_at(position_, buffer_);
    if (!size) co_return Ended(failure_of(Fault::network, options_.path + ": " + size.error().message()));
    position_ += *size;
    take({buffer_.data(), *size});
    reached(file);
    co_await yield();
    co_return std::nullopt;
  }

  std::optional<Failure> know_format(const OpenFile& file, bool is_whole) {
    std::string head(kRecogniseBytes, '\0');
    const auto size = file.read_at(0, head);
    if (!size) return failure_of(Fault::network, options_.path + ": " + size.error().message());
    head.resize(*size);
    auto unusable = know_format(head, is_whole);
    if (!unusable && !is_format_known_) waits("so far the content is of no known format");
    return unusable;
  }

  void heard_all() {
    cursor_.heard = context_.now();
    conversation_.caught_up();
  }

  // Pipes.

  asio::awaitable<Failure> pipe() {
    auto opened = open_pipe();
    if (!opened) co_return failure_of(Fault::network, options_.path + ": " + opened.error().message());
    asio::posix::stream_descriptor descriptor(conversation_.executor(), opened->release());
    conversation_.connected();
    lines_ = Lines(kMostLine);
    too_long_told_ = 0;
    for (bool anything = options_.path == "-";;) {
      co_await conversation_.room();
      co_await readable(descriptor);
      const auto size = ::read(descriptor.native_handle(), buffer_.data(), buffer_.size());
      if (size < 0 && errno != EAGAIN && errno != EINTR)
        co_return failure_of(Fault::network, options_.path + ": " + std::system_category().message(errno));
      if (size == 0 && anything) break;
      if (size == 0) co_await conversation_.pause(options_.poll);
      if (size <= 0) continue;
      anything = true;
      if (auto unusable = take_of_pipe({buffer_.data(), static_cast<std::size_t>(size)}))
        co_return std::move(*unusable);
    }
    co_return co_await end_of_pipe();
  }

  Result<OpenFile> open_pipe() const {
    if (options_.path == "-") return OpenFile::standard_input();
    // With a writer of our own it does not end when the others go.
    if (options_.follow)
      if (auto out = OpenFile::open(options_.path, O_RDWR | O_NONBLOCK)) return out;
    return OpenFile::open(options_.path, O_RDONLY | O_NONBLOCK);
  }

  asio::awaitable<void> readable(asio::posix::stream_descriptor& descriptor) {
    const auto wait = asio::posix::descriptor_base::wait_read;
    if (conversation_.is_live()) {
      const auto [error] = co_await descriptor.async_wait(wait, net::as_result);
      if (error) co_await yield();
      co_return;
    }
    const auto first = co_await (descriptor.async_wait(wait, net::as_result) || conversation_.pause(kQuiet));
    if (first.index() == 1) conversation_.caught_up();
  }

  std::optional<Failure> take_of_pipe(std::string_view bytes) {
    if (is_format_known_) {
      take(bytes);
    } else {
      unclear_.append(bytes);
      if (auto unusable = know_format(unclear_, false)) return unusable;
      if (is_format_known_) take(std::exchange(unclear_, {}));
    }
    if (clock_.newest() >= context_.now() - kAsGoodAsNow) conversation_.caught_up();
    return std::nullopt;
  }

  asio::awaitable<Failure> end_of_pipe() {
    if (!is_format_known_ && !unclear_.empty()) {
      auto unusable = know_format(unclear_, true);
      if (unusable) co_return std::move(*unusable);
      take(std::exchange(unclear_, {}));
    }
    take_last();
    co_await conversation_.finish();
    co_return Failure();
  }

  // Both.

  std::optional<Failure> know_format(std::string_view head, bool is_whole) {
    auto content = content_of(head, options_.layout, is_whole);
    if (content.is == Content::Is::refused)
      return failure_of(Fault::fatal, conversation_name() + ": " + std::move(content.why));
    if (content.is == Content::Is::unclear) return std::nullopt;
    Layout layout = options_.layout;
    layout.format = content.format;
    conversation_.set_layout(std::move(layout));
    is_format_known_ = true;
    return std::nullopt;
  }

  std::string conversation_name() const { return options_.path == "-" ? "standard input" : options_.path; }

  void take(std::string_view bytes) {
    auto& counters = conversation_.counters();
    counters.bytes += bytes.size();
    counters.bytes_unpacked += bytes.size();
    lines_.put(bytes);
    while (const auto line = lines_.next()) record(*line);
    counters.too_long += lines_.too_long() - std::exchange(too_long_told_, lines_.too_long());
    conversation_.progress();
  }

  void take_last() {
    record(lines_.last());
    conversation_.moved();
  }

  void record(std::string_view line) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) return;
    ++conversation_.counters().messages;
    conversation_.append(line);
  }

  asio::awaitable<void> yield() { co_await asio::post(conversation_.executor(), asio::use_awaitable); }

  void stamp(SourceBatch& batch) {
    clock_.hear(batch.block, context_.now());
    cursor_.newest = clock_.newest();
    batch.cursor = cursor_.to_json();
    batch.newest = cursor_.newest;
  }

  const FileOptions& options_;
  const SourceContext& context_;
  TailCursor cursor_;
  PostClock clock_;
  Conversation conversation_;
  Lines lines_{kMostLine};
  std::uint64_t begun_at_ = 0;  ///< offset of the first byte that `lines_` was given
  std::uint64_t position_ = 0;
  std::uint64_t too_long_told_ = 0;
  std::string unclear_;
  std::array<char, kPiece> buffer_{};
  bool is_format_known_ = false;
  bool connected_ = false;
  bool said_waiting_ = false;
};

class Tail final : public Source {
 public:
  Tail(FileOptions options, SourceContext context) : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return "file"; }

  std::string first_cursor(EventTime now) const override {
    TailCursor out;
    out.from_end = options_.from_end;
    out.heard = now;
    if (out.from_end) out.newest = now;
    return out.to_json();
  }

  asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    auto from = TailCursor::from_json(cursor);
    if (!from) from = TailCursor::from_json(first_cursor(context_.now()));
    Run run(options_, context_, *from, output, co_await asio::this_coro::executor);
    co_await run.run();
  }

 private:
  FileOptions options_;
  SourceContext context_;
};

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  FileOptions out;
  out.path = settings.text("path");
  out.layout = layout_of(settings);
  out.poll = settings.duration("poll");
  out.follow = settings.flag("follow");
  out.from_end = settings.text("from") == "end";
  return std::make_unique<Tail>(std::move(out), std::move(context));
}

std::vector<std::string> faults(const Settings& settings, const Catalog& catalog) {
  auto out = format_faults(settings, catalog);
  if (settings.text("path").empty()) out.emplace_back("'path' is empty; name a file, or \"-\" for standard input");
  return out;
}

std::vector<Setting> listed() {
  std::vector<Setting> out{{.key = "path",
                            .type = SettingType::path,
                            .meaning = "the file or named pipe; \"-\" is standard input",
                            .needed = true},
                           {.key = "follow",
                            .type = SettingType::flag,
                            .meaning = "go on at the end of the file, for ever; otherwise the source ends there",
                            .usual = "true"},
                           {.key = "from",
                            .type = SettingType::word,
                            .meaning = "where the first start begins in a file that is there already",
                            .usual = "start",
                            .words = "start end"},
                           {.key = "poll",
                            .type = SettingType::duration,
                            .meaning = "how often the end of the file is looked at",
                            .usual = "250ms",
                            .least = 10,
                            .most = milliseconds_of("10min")}};
  for (const auto& setting : format_settings("")) out.push_back(setting);
  return out;
}

}  // namespace

SourceKind file_kind() {
  return {.name = "file",
          .meaning = "lines of a file that grows, of a named pipe or of standard input",
          .settings = listed(),
          .faults = faults,
          .make = make};
}

}  // namespace outcry::ingest::file
