#include "ingest/archive/reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ingest/archive/cutter.h"
#include "ingest/archive/file.h"
#include "ingest/archive/members.h"
#include "ingest/record/recognise.h"

namespace outcry::ingest {
namespace {

ArchiveOptions bounded(ArchiveOptions options) {
  options.block_bytes = std::clamp<std::size_t>(options.block_bytes, 4 << 10, 64 << 20);
  options.max_record_bytes = std::clamp<std::size_t>(options.max_record_bytes, 1 << 10, 1 << 30);
  options.max_expansion = std::max<std::uint64_t>(options.max_expansion, 1);
  options.max_nesting = std::max(options.max_nesting, 0);
  options.zstd_window_log_max = std::clamp(options.zstd_window_log_max, 10, 31);
  return options;
}

MemberLimits member_limits(const ArchiveOptions& options) {
  return {{options.max_expansion, options.max_member_bytes}, options.max_nesting, options.zstd_window_log_max};
}

std::string_view advice(std::string_view foreign) {
  return foreign.empty() ? "its beginning fits no layout; name one with --format or map columns with --map" : foreign;
}

}  // namespace

struct ArchiveReader::Impl {
  std::shared_ptr<const std::string> path;
  ArchiveOptions options;
  FileSource* file = nullptr;  ///< owned by members, gone with the last of them
  std::shared_ptr<const std::uint64_t> file_position;
  std::optional<Members> members;
  Member member;
  std::shared_ptr<const std::string> member_path;
  std::shared_ptr<const Layout> layout;
  std::unique_ptr<Cutter> cutter;
  Position start;
  std::vector<Problem> problems;
  std::array<std::uint64_t, 32> problem_counts{};
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;

  Impl(std::string name, ArchiveOptions given, std::unique_ptr<FileSource> source)
      : path(std::make_shared<const std::string>(std::move(name))),
        options(bounded(std::move(given))),
        file(source.get()),
        file_position(source->shared_position()),
        bytes_total(source->size()) {
    members.emplace(std::move(source), member_limits(options),
                    [this](boost::system::error_code reason, const std::string& inside, std::string detail) {
                      note(reason, inside, {}, std::move(detail));
                    });
  }

  void note(boost::system::error_code reason, const std::string& inside, Position at, std::string detail) {
    const auto code = static_cast<std::size_t>(reason.value());
    if (code < problem_counts.size()) ++problem_counts[code];
    if (problems.size() >= kMaxProblems) return;
    Problem problem;
    problem.reason = static_cast<Errc>(reason.value());
    problem.file = *path;
    problem.member = inside;
    const bool whole_record = reason == Errc::too_long || reason == Errc::bad_row;
    problem.line = whole_record ? at.record + 1 : 0;
    problem.offset = at.offset;
    problem.detail = std::move(detail);
    problems.push_back(std::move(problem));
  }

  bool is_before_start() const { return member.ordinal < start.member; }

  /// Opens the next member that has records.
  bool open_member() {
    cutter.reset();
    while (members->next(member)) {
      if (!is_before_start() && prepare()) return true;
    }
    return false;
  }

  bool prepare() {
    const auto head = member.content->peek(kRecogniseBytes);
    if (head.empty()) return report_empty();
    Layout wanted;
    wanted.format = options.format;
    wanted.map = options.map;
    wanted.about = options.about;
    auto how = member.foreign.empty() ? recognise(head, std::move(wanted)) : Result<Recognised>(Errc::unknown_format);
    if (!how) {
      note(how.error(), member.path, {}, std::string(advice(member.foreign)));
      return false;
    }
    member_path = std::make_shared<const std::string>(member.path);
    layout = std::make_shared<const Layout>(how->layout);
    cutter = make_cutter(*member.content, *how, {options.block_bytes, options.max_record_bytes},
                         [this](boost::system::error_code reason, Position at, std::string detail) {
                           note(reason, member.path, at, std::move(detail));
                         });
    position_cutter(*how);
    return true;
  }

  /// An empty member is fine; one that fails before its first byte is not.
  bool report_empty() {
    char one = 0;
    const auto got = member.content->read({&one, 1});
    if (!got) note(got.error(), member.path, {}, "");
    return false;
  }

  void position_cutter(const Recognised& how) {
    const bool resumed = member.ordinal == start.member && start.offset > 0;
    if (resumed) {
      cutter->skip_to(start.offset, start.record);
    } else if (how.header_bytes > 0) {
      cutter->skip_to(how.header_bytes, how.header_records);
    }
  }

  bool next(Block& block) {
    for (;;) {
      if (cutter != nullptr && cutter->fill(block)) return stamp(block);
      if (!open_member()) return finish(block);
    }
  }

  bool stamp(Block& block) {
    block.layout = layout;
    block.file = path;
    block.member = member_path;
    block.begin.member = member.ordinal;
    bytes_read = *file_position;
    return true;
  }

  bool finish(Block& block) {
    block.size = 0;
    bytes_read = std::max({bytes_read, bytes_total, *file_position});
    return false;
  }
};

Result<ArchiveReader> ArchiveReader::make(std::string path, ArchiveOptions options) {
  if (!options.format.empty() && !is_format(options.format)) return Errc::unknown_format;
  auto file = FileSource::open(path);
  if (!file) return file.error();
  return ArchiveReader(std::make_unique<Impl>(std::move(path), std::move(options), std::move(*file)));
}

ArchiveReader::ArchiveReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader& ArchiveReader::operator=(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

std::string_view ArchiveReader::beginning(std::size_t n) { return impl_->file->beginning(n); }
void ArchiveReader::skip_to(Position position) { impl_->start = position; }
bool ArchiveReader::next(Block& block) { return impl_->next(block); }
const std::vector<Problem>& ArchiveReader::problems() const { return impl_->problems; }
const std::array<std::uint64_t, 32>& ArchiveReader::problem_counts() const { return impl_->problem_counts; }
std::uint64_t ArchiveReader::bytes_read() const { return impl_->bytes_read; }
std::uint64_t ArchiveReader::bytes_total() const { return impl_->bytes_total; }
std::uint64_t ArchiveReader::entries() const { return impl_->members->entries(); }

}  // namespace outcry::ingest
