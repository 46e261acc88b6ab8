#include "ingest/feeds/reader.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <utility>

#include "ingest/feeds/dates.h"
#include "ingest/line.h"
#include "ingest/record/html.h"

namespace outcry::ingest::feeds {
namespace {

constexpr char kBetween = '|';  ///< between the namespace and the name of an element
constexpr std::string_view kAtom = "http://www.w3.org/2005/Atom";
constexpr std::string_view kOldAtom = "http://purl.org/atom/ns#";
constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr std::string_view kRss1 = "http://purl.org/rss/1.0/";
constexpr std::string_view kOldRss = "http://my.netscape.com/rdf/simple/0.9/";
constexpr std::string_view kContent = "http://purl.org/rss/1.0/modules/content/";
constexpr std::string_view kDublinCore = "http://purl.org/dc/elements/1.1/";
constexpr std::string_view kDublinTerms = "http://purl.org/dc/terms/";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::array<std::string_view, 5> kUnended{"br", "hr", "img", "wbr", "input"};

struct Name {
  std::string_view space;
  std::string_view local;
};

Name name_of(const char* text) {
  const std::string_view whole(text);
  const auto between = whole.rfind(kBetween);
  if (between == std::string_view::npos) return {"", whole};
  return {whole.substr(0, between), whole.substr(between + 1)};
}

bool is_atom(std::string_view space) { return space == kAtom || space == kOldAtom; }
/// RSS 2.0 has no namespace, but is sometimes given one.
bool is_rss(std::string_view space) {
  return space.empty() || space == kRss1 || space == kOldRss || space.starts_with("http://backend.userland.com/") ||
         space.starts_with("http://blogs.law.harvard.edu/");
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1));
}

/// The parts of an item, in the order in which the better ones of a kind come first.
enum class Part : std::uint8_t {
  title,
  summary,
  content,
  id,
  link,
  published,
  issued,
  updated,
  author,
  creator,
  none,
};
constexpr auto kParts = static_cast<std::size_t>(Part::none);

struct Meaning {
  std::string_view local;
  Part part;
};

Part part_in(const auto& meanings, std::string_view local) {
  const auto found = std::ranges::find(meanings, local, &Meaning::local);
  return found == meanings.end() ? Part::none : found->part;
}

Part part_of(const Name& name) {
  static constexpr std::array<Meaning, 9> kOfAtom{{{"title", Part::title},
                                                   {"summary", Part::summary},
                                                   {"content", Part::content},
                                                   {"id", Part::id},
                                                   {"published", Part::published},
                                                   {"issued", Part::issued},
                                                   {"updated", Part::updated},
                                                   {"modified", Part::updated},
                                                   {"author", Part::author}}};
  static constexpr std::array<Meaning, 6> kOfRss{{{"title", Part::title},
                                                  {"description", Part::summary},
                                                  {"guid", Part::id},
                                                  {"link", Part::link},
                                                  {"pubDate", Part::published},
                                                  {"author", Part::author}}};
  static constexpr std::array<Meaning, 4> kOfDublin{
      {{"creator", Part::creator}, {"date", Part::issued}, {"issued", Part::issued}, {"modified", Part::updated}}};
  if (is_atom(name.space)) return part_in(kOfAtom, name.local);
  if (is_rss(name.space)) return part_in(kOfRss, name.local);
  if (name.space == kContent) return name.local == "encoded" ? Part::content : Part::none;
  if (name.space == kDublinCore || name.space == kDublinTerms) return part_in(kOfDublin, name.local);
  return Part::none;
}

enum class Markup : std::uint8_t { html, plain, nested };

struct Text {
  std::string bytes;
  Markup markup = Markup::html;
  bool there = false;

  std::string plain() const {
    if (markup == Markup::plain) return trimmed(bytes);
    std::string out;
    append_html(bytes, out);
    return trimmed(out);
  }
};

std::string_view attribute(const char** attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2)
    if (*attributes == name) return attributes[1];
  return {};
}

Markup markup_of(const Name& name, const char** attributes) {
  if (!is_atom(name.space)) return Markup::html;
  const auto type = attribute(attributes, "type");
  if (type == "html" || type == "text/html") return Markup::html;
  return type == "xhtml" || type == "application/xhtml+xml" ? Markup::nested : Markup::plain;
}

void append_escaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
}

/// Where expat leaves what it finds. One document.
class Gatherer {
 public:
  explicit Gatherer(XML_Parser parser) : parser_(parser) {}

  Document take() { return std::move(out_); }
  void stop(std::string why) {
    if (out_.fault.empty()) out_.fault = std::move(why);
    XML_StopParser(parser_, XML_FALSE);
  }

  void start(const char* raw, const char** attributes) {
    if (++depth_ > kDeepest) return stop("elements are nested too deep");
    const Name name = name_of(raw);
    if (depth_ == 1) out_.is_feed = is_root(name);
    if (const auto language = attribute(attributes, "http://www.w3.org/XML/1998/namespace|lang"); !language.empty())
      (in_item() ? language_ : feed_language_) = language.substr(0, 35);
    if (!in_item()) {
      if (is_item(name)) return begin_item(attributes);
      in_feed_language_ = is_rss(name.space) && name.local == "language";
      return;
    }
    if (part_ != Part::none) return start_within(name, attributes);
    if (depth_ == item_depth_ + 1) begin_part(name, attributes);
  }

  void end(const char* raw) {
    if (in_item() && depth_ == item_depth_) {
      end_item();
    } else if (part_ != Part::none && depth_ == item_depth_ + 1) {
      part_ = Part::none;
    } else if (part_ != Part::none) {
      end_within(name_of(raw));
    }
    in_feed_language_ = false;
    --depth_;
  }

  void text(std::string_view bytes) {
    if (in_feed_language_ && feed_language_.size() + bytes.size() <= 35) feed_language_ += bytes;
    if (part_ == Part::none || !takes_text_) return;
    if (markup() == Markup::nested) {
      escaped_.clear();
      append_escaped(bytes, escaped_);
      bytes = escaped_;
    }
    add(bytes);
  }

  /// A character reference that a document type elsewhere declares: those of HTML are known.
  void skipped(const char* name) {
    std::string character;
    append_unescaped("&" + std::string(name) + ";", character);
    text(character);
  }

 private:
  bool in_item() const { return item_depth_ > 0; }
  Text& current() { return texts_[static_cast<std::size_t>(part_)]; }
  const Text& at(Part part) const { return texts_[static_cast<std::size_t>(part)]; }
  Markup markup() { return current().markup; }

  static bool is_root(const Name& name) {
    if (is_atom(name.space)) return name.local == "feed" || name.local == "entry";
    return (is_rss(name.space) && name.local == "rss") || (name.space == kRdf && name.local == "RDF");
  }
  static bool is_item(const Name& name) {
    return (is_atom(name.space) && name.local == "entry") || (is_rss(name.space) && name.local == "item");
  }

  void begin_item(const char** attributes) {
    item_depth_ = depth_;
    bytes_ = 0;
    texts_ = {};
    link_.clear();
    language_ = attribute(attributes, "http://www.w3.org/XML/1998/namespace|lang").substr(0, 35);
    about_ = attribute(attributes, std::string(kRdf) + kBetween + "about");
  }

  void begin_part(const Name& name, const char** attributes) {
    if (is_atom(name.space) && name.local == "link") return atom_link(attributes);
    const Part part = part_of(name);
    if (part == Part::none || texts_[static_cast<std::size_t>(part)].there) return;
    part_ = part;
    current().there = true;
    current().markup = markup_of(name, attributes);
    takes_text_ = part != Part::author || !is_atom(name.space);
  }

  void atom_link(const char** attributes) {
    const auto relation = attribute(attributes, "rel");
    if (!link_.empty() || (!relation.empty() && relation != "alternate")) return;
    link_ = attribute(attributes, "href");
    bytes_ += link_.size();
  }

  /// Inside a part: the name of an author, or markup that stands there as elements.
  void start_within(const Name& name, const char** attributes) {
    if (part_ == Part::author) {
      takes_text_ = is_atom(name.space) && name.local == "name";
    } else if (part_ == Part::summary || part_ == Part::content || part_ == Part::title) {
      if (markup() != Markup::nested) return;
      add("<" + std::string(name.local));
      if (name.local == "a") {
        escaped_ = " href=\"";
        append_escaped(attribute(attributes, "href"), escaped_);
        add(escaped_ + "\"");
      }
      add(">");
    }
  }

  void end_within(const Name& name) {
    if (part_ == Part::author) {
      takes_text_ = false;
    } else if (markup() == Markup::nested && std::ranges::find(kUnended, name.local) == kUnended.end()) {
      add("</" + std::string(name.local) + ">");
    }
  }

  void add(std::string_view bytes) {
    bytes_ += bytes.size();
    if (bytes_ <= kMostItemBytes) current().bytes += bytes;
  }

  void end_item() {
    item_depth_ = 0;
    part_ = Part::none;
    if (bytes_ > kMostItemBytes || out_.items.size() >= kMostItems) {
      ++out_.too_long;
      return;
    }
    Item item = gathered();
    if (item.text.empty()) {
      ++out_.empty;
    } else {
      out_.items.push_back(std::move(item));
    }
  }

  Item gathered() const {
    Item out;
    out.id = trimmed(at(Part::id).bytes);
    if (out.id.empty()) out.id = trimmed(about_);
    out.link = link_.empty() ? trimmed(at(Part::link).bytes) : trimmed(link_);
    if (out.link.empty() && (out.id.starts_with("https://") || out.id.starts_with("http://"))) out.link = out.id;
    out.text = at(Part::title).plain();
    std::string summary = at(Part::summary).plain();
    if (summary.empty()) summary = at(Part::content).plain();
    if (!out.text.empty() && !summary.empty()) out.text += '\n';
    out.text = shortened(out.text + summary, kMostText);
    out.author = shortened(trimmed(at(at(Part::author).bytes.empty() ? Part::creator : Part::author).bytes), 200);
    out.language = trimmed(language_.empty() ? feed_language_ : language_);
    out.published = read_date(at(Part::published).bytes);
    if (!out.published) out.published = read_date(at(Part::issued).bytes);
    out.updated = read_date(at(Part::updated).bytes);
    return out;
  }

  XML_Parser parser_;
  Document out_;
  int depth_ = 0;
  int item_depth_ = 0;  ///< 0 = outside of items
  std::size_t bytes_ = 0;
  Part part_ = Part::none;
  bool takes_text_ = false;
  bool in_feed_language_ = false;
  std::array<Text, kParts> texts_;
  std::string link_;
  std::string about_;
  std::string language_;
  std::string feed_language_;
  std::string escaped_;
};

Gatherer& gatherer(void* data) { return *static_cast<Gatherer*>(data); }

/// No exception may pass through expat, which is C.
template <class Work>
void guarded(void* data, Work&& work) {
  try {
    work(gatherer(data));
  } catch (const std::bad_alloc&) {
    gatherer(data).stop("out of memory");
  }
}

void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  guarded(data, [&](Gatherer& to) { to.start(name, attributes); });
}
void XMLCALL on_end(void* data, const XML_Char* name) {
  guarded(data, [&](Gatherer& to) { to.end(name); });
}
void XMLCALL on_text(void* data, const XML_Char* text, int size) {
  guarded(data, [&](Gatherer& to) { to.text({text, static_cast<std::size_t>(size)}); });
}
void XMLCALL on_skipped(void* data, const XML_Char* name, int is_parameter) {
  if (is_parameter == 0) guarded(data, [&](Gatherer& to) { to.skipped(name); });
}
// NOLINTNEXTLINE(bugprone-easily-swappable-parameters): expat's
void XMLCALL on_entity(void* data, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
                       const XML_Char*, const XML_Char*) {
  gatherer(data).stop("it declares entities, which could expand without bound");
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool is_windows1252(std::string_view name) { return name == "windows-1252" || name == "cp1252"; }

int XMLCALL on_encoding(void*, const XML_Char* name, XML_Encoding* encoding) {
  if (!is_windows1252(lower(std::string_view(name).substr(0, 40)))) return XML_STATUS_ERROR;
  for (int byte = 0; byte < 256; ++byte) encoding->map[byte] = static_cast<int>(windows1252(static_cast<char>(byte)));
  encoding->data = nullptr;
  encoding->convert = nullptr;
  encoding->release = nullptr;
  return XML_STATUS_OK;
}

struct Freed {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using ParserPtr = std::unique_ptr<std::remove_pointer_t<XML_Parser>, Freed>;

void listen(XML_Parser parser, Gatherer& gatherer) {
  XML_SetUserData(parser, &gatherer);
  XML_SetElementHandler(parser, on_start, on_end);
  XML_SetCharacterDataHandler(parser, on_text);
  XML_SetSkippedEntityHandler(parser, on_skipped);
  XML_SetEntityDeclHandler(parser, on_entity);
  XML_SetUnknownEncodingHandler(parser, on_encoding, nullptr);
}

/// The document says itself in what it is written, or it is UTF-8 or UTF-16.
bool says_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF") || bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
  const auto declaration = bytes.substr(0, bytes.starts_with("<?xml") ? bytes.find("?>") : 0);
  return declaration.find("encoding") != std::string_view::npos;
}

/// What a server says of a document that says nothing itself: believed where it makes a difference.
std::string known_charset(std::string_view charset) {
  const std::string name = lower(charset.substr(0, 40));
  if (is_windows1252(name)) return "windows-1252";
  return name == "iso-8859-1" || name == "latin1" ? "iso-8859-1" : "";
}

}  // namespace

Document read_feed(std::string_view bytes, std::string_view charset) {
  const auto begin = std::min(bytes.find_first_not_of(kBlanks), bytes.size());
  bytes.remove_prefix(begin);
  const std::string encoding(says_encoding(bytes) ? "" : known_charset(charset));
  const ParserPtr parser(XML_ParserCreateNS(encoding.empty() ? nullptr : encoding.c_str(), kBetween));
  if (!parser || bytes.size() > INT32_MAX) return {};
  Gatherer gatherer(parser.get());
  listen(parser.get(), gatherer);
  const auto status = XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  if (status != XML_STATUS_OK) {
    const auto line = XML_GetCurrentLineNumber(parser.get());
    gatherer.stop(std::string(XML_ErrorString(XML_GetErrorCode(parser.get()))) + " in line " + std::to_string(line));
  }
  return gatherer.take();
}

std::string_view charset_of(std::string_view content_type) {
  constexpr std::string_view kName = "charset=";
  const auto at = content_type.find(kName);
  if (at == std::string_view::npos) return {};
  auto out = content_type.substr(at + kName.size());
  if (out.starts_with('"')) out.remove_prefix(1);
  return out.substr(0, out.find_first_of("\"; "));
}

}  // namespace outcry::ingest::feeds
