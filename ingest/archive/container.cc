#include "ingest/archive/container.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace outcry::ingest {
namespace {

constexpr std::size_t kInputBytes = 128 << 10;
constexpr std::uint64_t kFreeBytes = 1 << 20;  // below this nothing is called a bomb

std::string harmless(std::string name) {
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') c = '?';
  }
  return name;
}

std::string name_of(archive_entry* entry) {
  if (const char* name = archive_entry_pathname(entry)) return harmless(name);
  if (const char* name = archive_entry_pathname_utf8(entry)) return harmless(name);
  return "?";
}

}  // namespace

struct Container::Impl {
  std::unique_ptr<ByteSource> inner;
  ExpansionLimits limits;
  std::string buffer = std::string(kInputBytes, '\0');
  archive* handle = archive_read_new();
  std::uint64_t pulled = 0;           ///< bytes taken from inner
  std::uint64_t pulled_at_entry = 0;  ///< before the present entry
  std::string_view piece;             ///< content not yet handed over
  std::uint64_t piece_offset = 0;     ///< of it in the entry
  std::uint64_t entry_bytes = 0;      ///< content of the present entry so far
  boost::system::error_code inner_fault;
  boost::system::error_code entry_fault;
  boost::system::error_code open_fault;
  bool over = false;

  static la_ssize_t pull(archive* self, void* context, const void** bytes) {
    auto& impl = *static_cast<Impl*>(context);
    *bytes = impl.buffer.data();
    const auto got = impl.inner->read(impl.buffer);
    if (got) {
      impl.pulled += *got;
      return static_cast<la_ssize_t>(*got);
    }
    impl.inner_fault = got.error();
    archive_set_error(self, EIO, "%s", got.error().message().c_str());
    return -1;
  }

  boost::system::error_code fault() const {
    if (inner_fault.failed()) return inner_fault;
    const char* const text = archive_error_string(handle);
    const std::string_view words = text == nullptr ? "" : text;
    if (words.find("runcated") != std::string_view::npos) return Errc::truncated;
    if (words.find("CRC") != std::string_view::npos) return Errc::bad_checksum;
    return Errc::bad_container;
  }

  /// Gets the next piece that is not empty. False at the end, or with `entry_fault`.
  bool next_piece() {
    for (;;) {
      const void* bytes = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int code = archive_read_data_block(handle, &bytes, &size, &offset);
      if (code == ARCHIVE_EOF) return false;
      if (code != ARCHIVE_OK) entry_fault = fault();
      over = over || code == ARCHIVE_FATAL;
      if (code == ARCHIVE_FATAL || bytes == nullptr) size = 0;
      piece = {static_cast<const char*>(bytes), size};  // a wrong checksum comes together with the last piece
      piece_offset = static_cast<std::uint64_t>(offset);
      if (size > 0) return true;
      if (code != ARCHIVE_OK) return false;
    }
  }

  Result<std::size_t> entry_end() const {
    if (entry_fault.failed()) return entry_fault;
    return std::size_t{0};
  }

  bool is_bomb() const {
    if (entry_bytes > limits.max_bytes) return true;
    const auto fed = pulled - pulled_at_entry + kInputBytes;
    return entry_bytes > kFreeBytes && entry_bytes / limits.max_expansion > fed;
  }
};

Container::Container(std::unique_ptr<ByteSource> inner, Packing packing, ExpansionLimits limits)
    : impl_(std::make_unique<Impl>()) {
  impl_->inner = std::move(inner);
  impl_->limits = limits;
  if (packing == Packing::zip) {
    archive_read_support_format_zip_streamable(impl_->handle);
  } else {
    archive_read_support_format_tar(impl_->handle);
    archive_read_set_options(impl_->handle, "read_concatenated_archives");
  }
  impl_->over = archive_read_open(impl_->handle, impl_.get(), nullptr, &Impl::pull, nullptr) != ARCHIVE_OK;
  if (impl_->over) impl_->open_fault = impl_->fault();
}

Container::~Container() { archive_read_free(impl_->handle); }

Result<std::optional<Container::Entry>> Container::next_entry() {
  auto& impl = *impl_;
  if (impl.over) {
    if (impl.open_fault.failed()) return std::exchange(impl.open_fault, {});
    return std::optional<Entry>{};
  }
  archive_entry* entry = nullptr;
  int code = ARCHIVE_RETRY;
  for (int tries = 0; code == ARCHIVE_RETRY && tries < 16; ++tries)
    code = archive_read_next_header(impl.handle, &entry);
  if (code == ARCHIVE_OK || code == ARCHIVE_WARN) {
    impl.entry_fault = {};
    impl.piece = {};
    impl.piece_offset = 0;
    impl.entry_bytes = 0;
    impl.pulled_at_entry = impl.pulled;
    const bool file = archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
    return std::optional<Entry>{{name_of(entry), file}};
  }
  impl.over = true;
  if (code == ARCHIVE_EOF) return std::optional<Entry>{};
  return impl.fault();
}

/// archive_read_data would drop what it has copied when an error follows, hence block by block. Holes of sparse
/// files read as zeros.
Result<std::size_t> Container::read(std::span<char> into) {
  auto& impl = *impl_;
  if (impl.piece.empty() && (impl.entry_fault.failed() || !impl.next_piece())) return impl.entry_end();
  std::size_t n = 0;
  if (impl.piece_offset > impl.entry_bytes) {
    n = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), impl.piece_offset - impl.entry_bytes));
    std::memset(into.data(), 0, n);
  } else {
    n = std::min(into.size(), impl.piece.size());
    std::memcpy(into.data(), impl.piece.data(), n);
    impl.piece.remove_prefix(n);
    impl.piece_offset += n;
  }
  impl.entry_bytes += n;
  if (impl.is_bomb()) {
    impl.entry_fault = Errc::too_large;
    impl.piece = {};
  }
  return n;
}

std::string Container::words() const {
  const char* const text = archive_error_string(impl_->handle);
  return text == nullptr ? "" : harmless(text);
}

}  // namespace outcry::ingest
