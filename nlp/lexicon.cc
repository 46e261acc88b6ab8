#include "nlp/lexicon.h"

#include <algorithm>
#include <array>
#include <string>

namespace outcry::nlp {
namespace {

struct Class {
  WordClass bit;
  std::string_view words;
};

constexpr std::array<Class, 32> kClasses{{
    {kAuxiliary,
     "is are am be been being was were has have had s ist seems seem seemed appears appear looks look looking "
     "gets get got getting went goes go going gone keeps keep kept remains stays feels im its hes theyre "
     "must might may could should are"},
    {kAdverb,
     "still again just totally completely entirely fully officially all so really very super extremely kinda kind "
     "of sort sorta basically currently now also both like probably apparently definitely literally fucking "
     "freaking frickin effing bloody damn suddenly finally only even always constantly currently actually quite "
     "too much pretty already yet today tonight once either possibly maybe rn currently temporarily partially "
     "a bit little both here gonna to have"},
    {kDownWord,
     "down dwn dowwn dead broken broke borked busted bust offline out failing fail fails failed failin crashed "
     "crashing crashes crash lagging laggy lag lags slow slower sluggish acting messed glitching glitchy glitched "
     "buggy bugging bugged stuck frozen freezing froze freezes hanging hung unavailable unreachable unresponsive "
     "unusable overloaded overcapacity hosed toast kaput fubar fried fucked fuked screwed effed wonky "
     "weird flaky spotty misbehaving dying died dies sucking useless disconnecting disconnected "
     "disconnects buffering erroring errors timing timeout gone stopped stalled struggling tripping fritz "
     "hangs hang crawling crawls stuttering stutters spinning spins looping loops buffers broke dropping pausing "
     "cutting skipping "
     "restarting rebooting booting kicking logging "
     "jacked whack wack retarded crap crappy crapping shit"},
    {kNegation,
     "not no isnt arent aint wasnt werent doesnt dont didnt wont cant cannot couldnt wouldnt hasnt havent hadnt "
     "never nt neither nor without shouldnt nothing none nobody noone zero"},
    {kUsing,
     "work works working worked workin load loads loading loaded open opens opening play plays playing connect "
     "connects connecting let lets letting respond responds responding update updates updating upload uploads "
     "uploading post posts posting send sends sending show shows showing log login logging sign signing access "
     "accessing stream streaming watch watching see view get getting reach use using refresh tweet tweeting "
     "reply comment check read download sync start launch run join call text pay order deliver receive find "
     "search follow function functioning cooperate cooperating come coming allow stay hear listen browse "
     "buy message chat edit change add delete respond go through move make"},
    {kUnable,
     "cant cannot unable couldnt trying tried trouble difficulty wont havent cnt canot struggling impossible "
     "hard fail failed fails failing refuses refusing"},
    {kTrouble,
     "problem problems prob probs issue issues trouble troubles outage outages error errors failure failures "
     "maintenance lag downtime blackout glitch glitches bug bugs fail meltdown crash disruption disruptions "
     "timeout timeouts whale wrong difficulties"},
    {kAbout, "with w on to into onto from for in at onto by via through of"},
    {kPart,
     "app apps site website page pages server servers login service services network internet net wifi broadband "
     "stream streams feed feeds timeline api system systems platform web online search chat dms dm messages "
     "message mail email notifications player client support com replies updates tv signal cable connection "
     "data dsl phones lines line data streaming checkout payments photos pictures pics videos video homepage "
     "voice matchmaking party inbox marketplace multiplayer box dns cloud store music uploads api apis"},
    {kOwner, "my our mine ours me"},
    {kDevice,
     "phone iphone ipod ipad android blackberry bb berry computer laptop comp pc mac macbook desktop tablet router "
     "modem browser firefox chrome safari ie tv console ps3 ps4 ps5 headset mic keyboard controller firestick "
     "roku device cell mobile nokia storm g1 ubuntu windows vista linux itouch touch"},
    {kAccount,
     "account accounts password passwords passcode username profile refund card payment bill billing charged "
     "subscription locked banned suspended hacked verification verify avatar background icon picture pic "
     "membership invoice plugin widget theme plug addon library"},
    {kPlacing, "in from near around at across throughout outside"},
    {kAnd, "and or plus n & nor also"},
    {kArticle,
     "the a an his her their your this that these those another some any to be we i you he she they no every"},
    {kBecause, "because cause cuz cos coz bc since as due thanks causing becuz"},
    {kPraise,
     "love loving loved awesome great amazing thanks thank best happy nice cool excited yay good perfect glad "
     "excellent fantastic enjoying fun"},
    {kHabit, "always often usually everytime anytime sometimes whenever daily weekly regularly"},
    {kWhen, "when if whenever until til till unless before after while once imagine suppose"},
    {kFuture, "will gonna tomorrow going soon later scheduled planned next"},
    {kPastWord, "was were yesterday ago earlier last had been used"},
    {kBooster,
     "very so really extremely super totally completely absolutely incredibly insanely ridiculously fucking "
     "freaking bloody damn hella most especially utterly entirely deeply highly hugely particularly purely "
     "quite remarkably thoroughly tremendously unbelievably unusually friggin frickin"},
    {kDampener,
     "kinda kindof sorta slightly somewhat barely almost partly marginally little hardly less occasionally "
     "scarcely"},
    {kPronoun, "it this they everything nothing its"},
    {kFix, "fix fixed fixing sort sorted help please pls plz hurry"},
    {kFirst, "i im ive we were weve me us"},
    {kSwitch, "switch switched switching moving moved move instead back using going watching use over"},
    {kAsking, "why is are does do anyone anybody whats what how did has"},
    {kRefusal, "refuses refusing refused fails failing failed stopped stops quit unable struggles struggling cannot"},
    {kLongTime, "week weeks month months year years summer winter spring fall christmas thanksgiving season"},
    {kRelative, "that who which whose where"},
    {kHaving,
     "having has have had giving gives gave getting shows showing throwing throws returning returns "
     "experiencing experiences suffering facing with"},
}};

using Lexicon = WordTable<std::uint32_t>;

void add_words(Lexicon& lexicon, const Class& of) {
  for (std::size_t at = 0; at < of.words.size();) {
    const std::size_t end = std::min(of.words.find(' ', at), of.words.size());
    lexicon[std::string(of.words.substr(at, end - at))] |= of.bit;
    at = end + 1;
  }
}

Lexicon make_lexicon() {
  Lexicon out;
  for (const Class& one : kClasses) add_words(out, one);
  return out;
}

}  // namespace

const WordTable<std::uint32_t>& lexicon() {
  static const Lexicon kLexicon = make_lexicon();
  return kLexicon;
}

std::uint32_t word_classes(std::string_view word) {
  static const Lexicon& kLexicon = lexicon();
  const auto found = kLexicon.find(word);
  return found == kLexicon.end() ? 0 : found->second;
}

}  // namespace outcry::nlp
