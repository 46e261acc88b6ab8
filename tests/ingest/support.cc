#include "tests/ingest/support.h"

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <gtest/gtest.h>
#include <lzma.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <memory>
#include <numeric>
#include <sstream>

namespace outcry::ingest {
namespace {

/// A file that is gone when the test is.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes) {
    static std::atomic<int> number{0};
    path_ = testing::TempDir() + "outcry_ingest_" + std::to_string(::getpid()) + "_" + std::to_string(number++);
    std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

la_ssize_t append(archive*, void* context, const void* bytes, std::size_t n) {
  static_cast<std::string*>(context)->append(static_cast<const char*>(bytes), n);
  return static_cast<la_ssize_t>(n);
}

std::string packed(const Files& files, int (*set_format)(archive*)) {
  std::string out;
  archive* const writer = archive_write_new();
  set_format(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open(writer, &out, nullptr, append, nullptr);
  for (const auto& [name, bytes] : files) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return out;
}

}  // namespace

std::string shown(const Post& post) {
  std::ostringstream out;
  out << name(post.platform) << "|op" << static_cast<int>(post.op) << "|" << post.authority << "|" << post.key << "|"
      << post.author << "|" << post.author_name << "|" << post.text << "|" << post.language << "|" << post.place_country
      << "|" << post.place_name << "|" << post.service << "|" << post.link << "|" << post.reply_to << "|"
      << format_utc(post.time) << "|" << (post.created_at ? format_utc(*post.created_at) : "-") << "|"
      << post.marks.repost << post.marks.reply << post.marks.quote << post.marks.bot << post.marks.link;
  return out.str();
}

std::uint64_t Reading::errors() const { return std::accumulate(stats.errors.begin(), stats.errors.end(), 0ULL); }

Reading read_file(const std::string& path, const ArchiveOptions& options, Position from) {
  Reading out;
  auto reader = ArchiveReader::make(path, options);
  EXPECT_TRUE(reader) << path;
  if (!reader) return out;
  reader->skip_to(from);
  std::shared_ptr<const Layout> layout;
  std::unique_ptr<Decoder> decoder;
  Block block;
  while (reader->next(block)) {
    if (block.layout != layout) decoder = make_decoder(layout = block.layout);
    EXPECT_GE(block.bytes.size(), block.size + kRecordPadding);
    out.blocks.push_back(block.begin);
    out.posts_at_block.push_back(out.posts.size());
    const auto keep = [&out](const Post& post) {
      out.posts.push_back(shown(post));
      out.texts.emplace_back(post.text);
    };
    decode_block(block, *decoder, keep, out.stats, out.record_problems);
  }
  out.container_problems = reader->problems();
  out.entries = reader->entries();
  out.problem_counts = reader->problem_counts();
  return out;
}

Reading read_bytes(std::string_view bytes, const ArchiveOptions& options, Position from) {
  const TemporaryFile file(bytes);
  return read_file(file.path(), options, from);
}

std::string data_file(const std::string& name) { return std::string(OUTCRY_SOURCE_DIR "/tests/data/ingest/") + name; }

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

namespace {

/// What is said of one record; `on_post` is called while its buffers live.
Result<RecordKind> decode(const std::string& format, std::string_view record, const FieldMap& map,
                          const PostHandler& on_post) {
  Layout layout;
  layout.format = format;
  layout.map = map;
  const auto decoder = make_decoder(std::make_shared<const Layout>(layout));
  std::string padded(record);
  padded.append(kRecordPadding, '\0');
  return decoder->decode(std::string_view(padded).substr(0, record.size()), on_post);
}

}  // namespace

Decoded decode_one(const std::string& format, std::string_view record, const FieldMap& map) {
  Decoded out{RecordKind::blank, {}};
  out.outcome = decode(format, record, map, [&out](const Post& post) { out.posts.push_back(shown(post)); });
  return out;
}

Kept keep_one(const std::string& format, std::string_view record, const FieldMap& map) {
  Kept out;
  const auto keep = [&out](const Post& post) {
    out.post = post;
    ++out.number;
    out.strings.clear();
    out.strings.reserve(16);
    for (auto* view : {&out.post.authority, &out.post.key, &out.post.author, &out.post.author_name, &out.post.text,
                       &out.post.language, &out.post.place_country, &out.post.place_name, &out.post.service,
                       &out.post.link, &out.post.reply_to}) {
      *view = out.strings.emplace_back(*view);
    }
  };
  out.outcome = decode(format, record, map, keep);
  return out;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string bzip2(std::string_view bytes) {
  auto size = static_cast<unsigned>(bytes.size() + bytes.size() / 50 + 1024);
  std::string out(size, '\0');
  BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()), 1,
                           0, 0);
  out.resize(size);
  return out;
}

std::string xz(std::string_view bytes) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                          bytes.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  out.resize(size);
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  out.resize(ZSTD_compress2(context, out.data(), out.size(), bytes.data(), bytes.size()));
  ZSTD_freeCCtx(context);
  return out;
}

std::string tar(const Files& files) { return packed(files, archive_write_set_format_pax_restricted); }
std::string zip(const Files& files) { return packed(files, archive_write_set_format_zip); }

std::string ndjson(int n, int first) {
  std::string out;
  for (int i = first; i < first + n; ++i) {
    out += R"({"id":")" + std::to_string(i) + R"(","created_at":)" + std::to_string(1'600'000'000 + i) +
           R"(,"text":"post )" + std::to_string(i) + "\"}\n";
  }
  return out;
}

}  // namespace outcry::ingest
