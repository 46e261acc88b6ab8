#include "ingest/file/source.h"

#include <fcntl.h>

#include <utility>

#include "ingest/file/follow.h"
#include "ingest/file/intake.h"
#include "ingest/file/open_file.h"
#include "ingest/file/pipe.h"
#include "ingest/format_settings.h"
#include "ingest/one_run.h"
#include "net/refusal.h"

namespace outcry::ingest::file {
namespace {

namespace asio = boost::asio;
using net::Failure;

/// One run of the source: lives as long as its coroutine.
class Run {
 public:
  using Options = FileOptions;
  static constexpr std::string_view kKind = "file";
  /// The place is fixed here: "the end" would be another one when the run is killed and comes again.
  static std::string first_cursor(const FileOptions& options, EventTime now);

  Run(const FileOptions& options, const SourceContext& context, std::string_view cursor, SourceOutput& output,
      const asio::any_io_executor& executor)
      : options_(options),
        context_(context),
        intake_(options, context, cursor_of<Run, TailCursor>(options, context, cursor), output, executor) {}

  asio::awaitable<void> run() {
    co_await intake_.conversation().run([this] { return attempt(); });
  }

 private:
  asio::awaitable<Failure> attempt() {
    co_await intake_.yield();
    const PathIs is = path_is(options_.path);
    if (is == PathIs::folder) co_return net::failure(net::Fault::fatal, options_.path + " is a folder, not a file");
    if (is == PathIs::pipe) co_return co_await read_pipe(options_, context_, intake_);
    co_return co_await follow_file(options_, context_, intake_);
  }

  const FileOptions& options_;
  const SourceContext& context_;
  Intake intake_;
};

Place first_place(const OpenFile& file, bool from_end) {
  Place out;
  out.file = file.id();
  out.changed_ns = file.changed_ns();
  out.head = file.head(Head::kMost);
  if (from_end) out.offset = file.line_begin(file.size(), kMostLine);
  return out;
}

std::string Run::first_cursor(const FileOptions& options, EventTime now) {
  TailCursor out;
  out.heard = now;
  if (options.from_end) out.newest = now;
  if (path_is(options.path) == PathIs::file)
    if (const auto file = OpenFile::open(options.path, O_RDONLY)) out.place = first_place(*file, options.from_end);
  return out.to_json();
}

std::unique_ptr<Source> make(const Settings& settings, SourceContext context) {
  FileOptions out;
  out.path = settings.text("path");
  out.layout = layout_of(settings);
  out.poll = settings.duration("poll");
  out.follow = settings.flag("follow");
  out.from_end = settings.text("from") == "end";
  return std::make_unique<OneRunSource<Run>>(std::move(out), std::move(context));
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
