// A file in a folder of its own, written as loggers and logrotate do.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "stages.h"

namespace outcry::ingest {
namespace {

namespace fs = std::filesystem;

class FileStage final : public Stage {
 public:
  explicit FileStage(boost::asio::io_context& io) : Stage(io) {
    std::string made = (fs::temp_directory_path() / "outcry-file-XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr) std::abort();
    folder_ = made;
  }
  ~FileStage() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  FileStage(const FileStage&) = delete;
  FileStage& operator=(const FileStage&) = delete;

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("file")->settings);
    settings.set("path", path().string());
    settings.set("poll", std::int64_t{1});
    is_read_ = true;
    // A second goes by with every look, as rotated files are read on for a while.
    context.now = [now = std::move(context.now), looks = 0]() mutable { return now() + std::chrono::seconds(++looks); };
    return find_kind("file")->make(settings, std::move(context));
  }

  /// A file that nobody has begun to read is rotated later: with the next posts.
  bool go_wrong(Wrong wrong) override {
    const bool rotates = wrong == Wrong::reset || wrong == Wrong::unavailable || wrong == Wrong::half;
    if (rotates && !is_read_) later_ = wrong;
    if (rotates && is_read_) rotate(wrong);
    if (wrong == Wrong::cut) begin_line();
    if (wrong == Wrong::bad_message) write("{\"text\":what,\n");
    if (wrong == Wrong::huge) write(std::string(3 << 20, ' ') + "{}\n");
    return wrong != Wrong::garbage;
  }

  bool refuse() override {
    fs::remove(path());
    fs::create_directory(path());
    return true;
  }

 private:
  fs::path path() const { return folder_ / "posts.ndjson"; }

  void write(const std::string& bytes) {
    std::ofstream out(path(), std::ios::binary | std::ios::app);
    out << bytes;
  }

  /// By name, with a new file at once or only with the next posts; or by a copy.
  void rotate(Wrong how) {
    const auto to = folder_ / fmt::format("posts.ndjson.{}", ++rotations_);
    if (how == Wrong::half) {
      fs::copy_file(path(), to);
      fs::resize_file(path(), 0);
      return;
    }
    fs::rename(path(), to);
    if (how == Wrong::reset) write("");
  }

  static std::string line(int n) {
    return fmt::format("{{\"id\":\"f{0}\",\"text\":\"post {0}\",\"time\":{1},\"author\":\"a{0}\"}}\r\n", n,
                       time_of_post(n).time_since_epoch().count());
  }

  /// The rest of the line comes with the next posts.
  void begin_line() {
    owed_ = line(written_++);
    write(owed_.substr(0, 20));
    owed_.erase(0, 20);
  }

  void on_posts() override {
    if (later_) rotate(*std::exchange(later_, std::nullopt));
    std::string bytes = std::exchange(owed_, "");
    while (written_ < posted()) bytes += line(written_++);
    write(bytes);
  }

  fs::path folder_;
  std::string owed_;
  int written_ = 0;
  int rotations_ = 0;
  std::optional<Wrong> later_;
  bool is_read_ = false;
};

}  // namespace

std::unique_ptr<Stage> file_stage(boost::asio::io_context& io) { return std::make_unique<FileStage>(io); }

}  // namespace outcry::ingest
