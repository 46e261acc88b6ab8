#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <limits>
#include <string_view>

#include "ingest/archive/codec.h"

namespace outcry::ingest {
namespace {

constexpr std::uint64_t kXzMemoryBytes = 256ULL << 20;
constexpr std::size_t kZstdStepBytes = 128 << 10;  // libzstd keeps to itself what the step with the fault produced

template <class Int>
Int clamped(std::size_t n) {
  return static_cast<Int>(std::min<std::size_t>(n, std::numeric_limits<Int>::max()));
}

/// Zero bytes after the last member are padding (tape blocks, xz).
std::size_t padding(std::string_view in) { return std::min(in.find_first_not_of('\0'), in.size()); }

class GzipCodec final : public Codec {
 public:
  GzipCodec() { inflateInit2(&stream_, 16 + MAX_WBITS); }
  ~GzipCodec() override { inflateEnd(&stream_); }
  GzipCodec(const GzipCodec&) = delete;
  GzipCodec& operator=(const GzipCodec&) = delete;

  Step step(std::string_view in, std::span<char> out) override {
    if (at_seam_ && started_) {
      const auto zeros = padding(in);
      if (zeros > 0 || in.empty()) return {zeros};
      inflateReset(&stream_);
    }
    started_ = true;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = clamped<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = clamped<uInt>(out.size());
    const auto in_before = stream_.avail_in;
    const auto out_before = stream_.avail_out;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    Step done{in_before - stream_.avail_in, out_before - stream_.avail_out, stream_.avail_out == 0};
    at_seam_ = code == Z_STREAM_END;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) done.fault = reason();
    return done;
  }

  bool at_seam() const override { return at_seam_; }

 private:
  Errc reason() const {
    const std::string_view words = stream_.msg == nullptr ? "" : stream_.msg;
    const bool check = words == "incorrect data check" || words == "incorrect length check";
    return check ? Errc::bad_checksum : Errc::bad_container;
  }

  z_stream stream_{};
  bool started_ = false;
  bool at_seam_ = true;
};

class Bzip2Codec final : public Codec {
 public:
  Bzip2Codec() = default;
  ~Bzip2Codec() override { close(); }
  Bzip2Codec(const Bzip2Codec&) = delete;
  Bzip2Codec& operator=(const Bzip2Codec&) = delete;

  Step step(std::string_view in, std::span<char> out) override {
    if (at_seam_) {
      const auto zeros = padding(in);
      if (zeros > 0 || in.empty()) return {zeros};
      close();
      stream_ = {};
      if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) return {.fault = Errc::bad_container};
      open_ = true;
      at_seam_ = false;
    }
    stream_.next_in = const_cast<char*>(in.data());
    stream_.avail_in = clamped<unsigned>(in.size());
    stream_.next_out = out.data();
    stream_.avail_out = clamped<unsigned>(out.size());
    const auto in_before = stream_.avail_in;
    const auto out_before = stream_.avail_out;
    const int code = BZ2_bzDecompress(&stream_);
    Step done{in_before - stream_.avail_in, out_before - stream_.avail_out, stream_.avail_out == 0};
    at_seam_ = code == BZ_STREAM_END;
    if (code != BZ_OK && code != BZ_STREAM_END) done.fault = Errc::bad_container;
    return done;
  }

  bool at_seam() const override { return at_seam_; }

 private:
  void close() {
    if (open_) BZ2_bzDecompressEnd(&stream_);
    open_ = false;
  }

  bz_stream stream_{};
  bool open_ = false;
  bool at_seam_ = true;
};

class XzCodec final : public Codec {
 public:
  XzCodec() = default;
  ~XzCodec() override { lzma_end(&stream_); }
  XzCodec(const XzCodec&) = delete;
  XzCodec& operator=(const XzCodec&) = delete;

  Step step(std::string_view in, std::span<char> out) override {
    if (at_seam_) {
      const auto zeros = padding(in);
      if (zeros > 0 || in.empty()) return {zeros};
      if (lzma_stream_decoder(&stream_, kXzMemoryBytes, 0) != LZMA_OK) return {.fault = Errc::bad_container};
      at_seam_ = false;
    }
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const auto code = lzma_code(&stream_, LZMA_RUN);
    Step done{in.size() - stream_.avail_in, out.size() - stream_.avail_out, stream_.avail_out == 0};
    at_seam_ = code == LZMA_STREAM_END;
    if (code == LZMA_OK || code == LZMA_STREAM_END || code == LZMA_BUF_ERROR) return done;
    done.fault = code == LZMA_MEMLIMIT_ERROR ? Errc::too_large : Errc::bad_container;
    return done;
  }

  bool at_seam() const override { return at_seam_; }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool at_seam_ = true;
};

class ZstdCodec final : public Codec {
 public:
  explicit ZstdCodec(int window_log_max) : context_(ZSTD_createDCtx()) {
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, window_log_max);
  }
  ~ZstdCodec() override { ZSTD_freeDCtx(context_); }
  ZstdCodec(const ZstdCodec&) = delete;
  ZstdCodec& operator=(const ZstdCodec&) = delete;

  Step step(std::string_view in, std::span<char> out) override {
    if (at_seam_ && in.empty()) return {};
    out = out.first(std::min(out.size(), kZstdStepBytes));
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    const auto code = ZSTD_decompressStream(context_, &output, &input);
    if (ZSTD_isError(code)) return {.fault = reason(ZSTD_getErrorCode(code))};
    at_seam_ = code == 0;
    return {input.pos, output.pos, output.pos == output.size};
  }

  bool at_seam() const override { return at_seam_; }

 private:
  static Errc reason(ZSTD_ErrorCode code) {
    switch (code) {
      case ZSTD_error_checksum_wrong:
        return Errc::bad_checksum;
      case ZSTD_error_frameParameter_windowTooLarge:
      case ZSTD_error_memory_allocation:
        return Errc::too_large;
      default:
        return Errc::bad_container;
    }
  }

  ZSTD_DCtx* context_;
  bool at_seam_ = true;
};

}  // namespace

std::unique_ptr<Codec> make_gzip_codec() { return std::make_unique<GzipCodec>(); }
std::unique_ptr<Codec> make_bzip2_codec() { return std::make_unique<Bzip2Codec>(); }
std::unique_ptr<Codec> make_xz_codec() { return std::make_unique<XzCodec>(); }
std::unique_ptr<Codec> make_zstd_codec(int window_log_max) { return std::make_unique<ZstdCodec>(window_log_max); }

}  // namespace outcry::ingest
