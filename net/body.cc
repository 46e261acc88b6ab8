#include "net/body.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cctype>
#include <string>

namespace outcry::net {
namespace {

constexpr std::size_t kPiece = 65536;
constexpr int kLargestZstdWindowLog = 23;  // RFC 9659: what an HTTP client must take

class Identity final : public BodyDecoder {
 public:
  Result<std::string_view> next() override { return std::exchange(input_, {}); }
  bool whole() const override { return true; }
};

class Inflate final : public BodyDecoder {
 public:
  explicit Inflate(int window_bits) : window_bits_(window_bits) {}
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;
  ~Inflate() override {
    if (begun_) inflateEnd(&stream_);
  }

  Result<std::string_view> next() override {
    while (!(input_.empty() && drained_) && !junk_) {
      if (ended_ || !begun_) begin();
      if (junk_) break;
      const auto piece = inflated();
      if (!piece || !piece->empty()) return piece;
    }
    return std::string_view();
  }
  bool whole() const override { return ended_ || !begun_; }

 private:
  static constexpr int kGzip = 15 + 16;

  /// Members may follow each other; what follows and is none is passed over, as others do. "deflate" is zlib by the
  /// letter and raw by some servers.
  void begin() {
    const auto first = static_cast<unsigned char>(input_.front());
    const bool gzip = window_bits_ == kGzip;
    if (begun_) {
      junk_ = !gzip || first != 0x1f;
      if (junk_) return;
      inflateReset(&stream_);
    } else {
      const bool zlib = (first & 0x0f) == 8 && (first >> 4) <= 7;
      begun_ = inflateInit2(&stream_, gzip || zlib ? window_bits_ : -window_bits_) == Z_OK;
    }
    ended_ = false;
  }

  Result<std::string_view> inflated() {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.data()));
    stream_.avail_in = static_cast<uInt>(input_.size());
    stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
    stream_.avail_out = static_cast<uInt>(piece_.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return Errc::bad_container;
    input_.remove_prefix(input_.size() - stream_.avail_in);
    ended_ = code == Z_STREAM_END;
    drained_ = stream_.avail_out > 0 || ended_;
    return std::string_view(piece_.data(), piece_.size() - stream_.avail_out);
  }

  int window_bits_;
  z_stream stream_{};
  std::string piece_ = std::string(kPiece, '\0');
  bool begun_ = false;
  bool ended_ = false;
  bool drained_ = true;  ///< all output that the input so far is good for has been fetched
  bool junk_ = false;
};

class Zstd final : public BodyDecoder {
 public:
  Zstd() { ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kLargestZstdWindowLog); }

  Result<std::string_view> next() override {
    while (!(input_.empty() && drained_)) {
      ZSTD_inBuffer in{input_.data(), input_.size(), 0};
      ZSTD_outBuffer out{piece_.data(), piece_.size(), 0};
      left_ = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(left_) != 0) return Errc::bad_container;
      input_.remove_prefix(in.pos);
      drained_ = out.pos < out.size;
      if (out.pos > 0) return std::string_view(piece_.data(), out.pos);
    }
    return std::string_view();
  }
  bool whole() const override { return left_ == 0; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_{ZSTD_createDCtx()};
  std::string piece_ = std::string(kPiece, '\0');
  std::size_t left_ = 0;
  bool drained_ = true;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

}  // namespace

Result<std::unique_ptr<BodyDecoder>> BodyDecoder::make(std::string_view content_encoding) {
  const auto encoding = lower(content_encoding);
  using Decoder = std::unique_ptr<BodyDecoder>;
  if (encoding.empty() || encoding == "identity") return Decoder(std::make_unique<Identity>());
  if (encoding == "gzip" || encoding == "x-gzip") return Decoder(std::make_unique<Inflate>(15 + 16));
  if (encoding == "deflate") return Decoder(std::make_unique<Inflate>(15));
  if (encoding == "zstd") return Decoder(std::make_unique<Zstd>());
  return Errc::unknown_format;
}

}  // namespace outcry::net
