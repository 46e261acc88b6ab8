#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <utility>

#include "ingest/push/journal.h"

namespace outcry::ingest::push {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "outcryj1";
constexpr std::string_view kEnding = ".journal";
constexpr std::size_t kDigits = 20;
constexpr std::size_t kUsualRecord = 4 << 10;
constexpr std::size_t kReadAhead = 64 << 10;

/// An open file; closed with the last who holds it.
class File {
 public:
  File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  /// At most `most` bytes from `offset` on.
  Result<std::string> read(std::uint64_t offset, std::size_t most) const {
    std::string out(most, '\0');
    std::size_t size = 0;
    while (size < most) {
      const auto got = ::pread(descriptor_, out.data() + size, most - size, static_cast<off_t>(offset + size));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Errc::io;
      if (got == 0) break;
      size += static_cast<std::size_t>(got);
    }
    out.resize(size);
    return out;
  }

 private:
  int descriptor_;
};
using FilePtr = std::shared_ptr<const File>;

/// The number in the name of a segment; nothing for other files.
std::optional<std::uint64_t> number_of(const std::string& name) {
  if (name.size() != kDigits + kEnding.size() || !name.ends_with(kEnding)) return std::nullopt;
  std::uint64_t out = 0;
  const auto read = std::from_chars(name.data(), name.data() + kDigits, out);
  if (read.ec != std::errc() || read.ptr != name.data() + kDigits || out == 0) return std::nullopt;
  return out;
}

class FileJournal final : public Journal {
 public:
  explicit FileJournal(JournalOptions options) : options_(std::move(options)) {}

  Result<void> open(std::uint64_t least, const std::function<void(const JournalEntry&)>& on_entry) {
    std::error_code error;
    fs::create_directories(options_.folder, error);
    for (fs::directory_iterator at(options_.folder, error), end; !error && at != end; at.increment(error)) {
      const auto number = number_of(at->path().filename().string());
      if (number && at->is_regular_file(error)) segments_[*number] = at->file_size(error);
    }
    if (error) return Errc::io;
    if (auto cut = cut_torn_tail(); !cut) return cut.error();
    for (const auto& [number, size] : segments_) bytes_ += size;
    const auto last = segments_.empty() ? 0 : segments_.rbegin()->first;
    durable_ = written_ = {.segment = last, .offset = segments_.empty() ? 0 : segments_.at(last)};
    next_ = std::max(last, least) + 1;
    return hear_all(on_entry);
  }

  Result<void> append(const std::vector<JournalEntry>& entries) override {
    if (!file_ || written_.offset >= options_.segment_bytes) {
      if (auto begun = begin_segment(); !begun) return begun.error();
    }
    std::string bytes;
    for (const auto& entry : entries) append_record(bytes, entry, written_.segment);
    if (bytes_ + bytes.size() > options_.max_bytes) return Errc::too_large;
    if (!file_->write(bytes)) {
      if (::ftruncate(file_->descriptor(), static_cast<off_t>(written_.offset)) != 0) file_.reset();
      return Errc::io;
    }
    written_.offset = segments_[written_.segment] += bytes.size();
    bytes_ += bytes.size();
    if (unsynced_.empty() || unsynced_.back() != file_) unsynced_.push_back(file_);
    return {};
  }

  std::function<bool()> sync() override {
    syncing_ = written_;
    return [files = std::exchange(unsynced_, {}),
            folder = std::exchange(folder_changed_, false) ? options_.folder : ""] {
      bool fine = std::ranges::all_of(files, [](const FilePtr& file) { return ::fdatasync(file->descriptor()) == 0; });
      if (!folder.empty()) {
        const File opened(folder, O_RDONLY | O_DIRECTORY);
        fine = fine && opened.is_open() && ::fsync(opened.descriptor()) == 0;
      }
      return fine;
    };
  }

  /// After a failed sync the system may take pages for clean that never reached the disk: that file is written no more.
  void settle(bool durable) override {
    if (durable) {
      durable_ = syncing_;
      return;
    }
    unsynced_.clear();
    file_.reset();
    while (!segments_.empty() && segments_.rbegin()->first > durable_.segment) remove(segments_.rbegin()->first);
    if (const auto last = segments_.find(durable_.segment); last != segments_.end()) {
      bytes_ -= last->second - durable_.offset;
      last->second = durable_.offset;
      static_cast<void>(::truncate(path_of(last->first).c_str(), static_cast<off_t>(durable_.offset)));
    }
    written_ = durable_;
  }

  Result<Next> next(JournalPlace& place) override {
    Next out;
    while (settle_in(place)) {
      auto record = record_at(place);
      if (record) {
        place.offset += record->size;
        place.time = record->entry.received;
        out.entry = std::move(record->entry);
        return out;
      }
      if (record.error() == make_error_code(Errc::io)) return record.error();
      out.damaged = true;
      place.offset = end_of(place.segment);
    }
    return out;
  }

  std::optional<JournalPlace> aligned(JournalPlace cursor) override {
    if (!segments_.contains(cursor.segment)) return std::nullopt;
    JournalPlace out{.segment = cursor.segment};
    for (JournalPlace at = out; at.segment == cursor.segment && at.offset <= cursor.offset;) {
      if (at.offset > 0) out = at;
      const auto read = next(at);
      if (!read || !read->entry) break;
    }
    if (out.time == EventTime{}) out.time = cursor.time;
    return out;
  }

  void forget_before(JournalPlace place) override {
    const auto end = std::min(place.segment, durable_.segment);
    while (!segments_.empty() && segments_.begin()->first < end) remove(segments_.begin()->first);
  }

  bool full() const override { return bytes_ + options_.segment_bytes / 16 > options_.max_bytes; }
  std::uint64_t bytes() const override { return bytes_; }

 private:
  std::string path_of(std::uint64_t number) const {
    const auto digits = std::to_string(number);
    const auto name = std::string(kDigits - digits.size(), '0') + digits + std::string(kEnding);
    return (fs::path(options_.folder) / name).string();
  }

  void remove(std::uint64_t number) {
    std::error_code ignored;
    fs::remove(path_of(number), ignored);
    bytes_ -= segments_[number];
    segments_.erase(number);
    if (reading_number_ == number) reading_.reset();
  }

  /// Nothing behind the last good record was ever acknowledged.
  Result<void> cut_torn_tail() {
    while (!segments_.empty()) {
      const auto last = segments_.rbegin()->first;
      durable_ = {.segment = last, .offset = segments_[last]};
      JournalPlace place{.segment = last, .offset = kMagic.size()};
      for (auto record = record_at(place); record; record = record_at(place)) place.offset += record->size;
      reading_.reset();
      if (place.offset == kMagic.size()) {
        if (std::error_code error; !fs::remove(path_of(last), error)) return Errc::io;
        segments_.erase(last);
        continue;
      }
      if (place.offset < segments_[last] && ::truncate(path_of(last).c_str(), static_cast<off_t>(place.offset)) != 0)
        return Errc::io;
      segments_[last] = place.offset;
      break;
    }
    return {};
  }

  Result<void> hear_all(const std::function<void(const JournalEntry&)>& on_entry) {
    JournalPlace place;
    for (;;) {
      const auto read = next(place);
      if (!read) return read.error();
      if (!read->entry) return {};
      on_entry(*read->entry);
    }
  }

  Result<void> begin_segment() {
    if (bytes_ + kMagic.size() > options_.max_bytes) return Errc::too_large;
    auto file = std::make_shared<const File>(path_of(next_), O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
    if (!file->is_open()) return Errc::io;
    const auto number = next_++;
    segments_[number] = kMagic.size();
    bytes_ += kMagic.size();
    if (!file->write(kMagic)) {
      remove(number);
      return Errc::io;
    }
    file_ = std::move(file);
    written_ = {.segment = number, .offset = kMagic.size()};
    folder_changed_ = true;
    return {};
  }

  /// Up to where a segment may be read.
  std::uint64_t end_of(std::uint64_t number) const {
    if (number > durable_.segment) return 0;
    return number == durable_.segment ? durable_.offset : segments_.at(number);
  }

  /// Moves `place` to where the next record must begin; false when none can.
  bool settle_in(JournalPlace& place) const {
    for (;;) {
      const auto at = segments_.lower_bound(place.segment);
      if (at == segments_.end() || at->first > durable_.segment) return false;
      if (at->first != place.segment) place = {.segment = at->first, .time = place.time};
      place.offset = std::max<std::uint64_t>(place.offset, kMagic.size());
      if (place.offset < end_of(place.segment)) return true;
      if (place.segment == durable_.segment) return false;
      place = {.segment = place.segment + 1, .time = place.time};
    }
  }

  Result<JournalRecord> record_at(const JournalPlace& place) {
    Result<JournalRecord> out = Errc::truncated;
    for (const std::size_t least : {kUsualRecord, kReadAhead, kLongestRecord + kUsualRecord}) {
      const auto bytes = bytes_at(place, least);
      if (!bytes) return bytes.error();
      out = read_record(*bytes, place.segment);
      if (out || out.error() != make_error_code(Errc::truncated)) break;
    }
    return out;
  }

  /// At least `least` bytes from there on, or all that there are.
  Result<std::string_view> bytes_at(const JournalPlace& place, std::size_t least) {
    if (!reading_ || reading_number_ != place.segment) {
      auto file = std::make_shared<const File>(path_of(place.segment), O_RDONLY);
      if (!file->is_open()) return Errc::io;
      reading_ = std::move(file);
      reading_number_ = place.segment;
      buffer_.clear();
    }
    const auto end = end_of(place.segment);
    const auto left = end - std::min(end, place.offset);
    const auto needed = std::min<std::uint64_t>(least, left);
    if (place.offset < buffer_at_ || place.offset + needed > buffer_at_ + buffer_.size()) {
      auto read = reading_->read(place.offset, std::min<std::uint64_t>(left, std::max(least, kReadAhead)));
      if (!read) return read.error();
      buffer_ = std::move(*read);
      buffer_at_ = place.offset;
    }
    return std::string_view(buffer_).substr(place.offset - buffer_at_);
  }

  JournalOptions options_;
  std::map<std::uint64_t, std::uint64_t> segments_;  ///< size by number
  std::uint64_t bytes_ = 0;
  std::uint64_t next_ = 1;
  JournalPlace written_;
  JournalPlace durable_;
  JournalPlace syncing_;
  FilePtr file_;  ///< that is written; null: a new one is begun
  std::vector<FilePtr> unsynced_;
  bool folder_changed_ = false;
  FilePtr reading_;
  std::uint64_t reading_number_ = 0;
  std::string buffer_;
  std::uint64_t buffer_at_ = 0;
};

}  // namespace

Result<std::unique_ptr<Journal>> open_journal(const JournalOptions& options, std::uint64_t least,
                                              const std::function<void(const JournalEntry&)>& on_entry) {
  auto out = std::make_unique<FileJournal>(options);
  if (auto opened = out->open(least, on_entry); !opened) return opened.error();
  return std::unique_ptr<Journal>(std::move(out));
}

}  // namespace outcry::ingest::push
