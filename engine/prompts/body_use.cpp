#include "engine/prompts/body_use.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "engine/text/english_words.h"

namespace im {
namespace {

enum class Kind { Legs, Jump, OneLeg, OneArm, Arms, Trunk, Head, Voice, Whole, Posture };

struct Entry {
    Kind kind;
    std::string_view lemmas;
};

constexpr Entry kKinds[] = {
    {Kind::Legs,
     "walk run jog sprint dash stroll march stride pace tiptoe limp hobble stumble stagger stutter shuffle "
     "creep sneak step stomp stamp "
     "trot gallop rush hurry wander amble saunter strut swagger prowl skip skate ski move go come turn twist "
     "pivot circle rotate spin twirl "
     "whirl back advance approach retreat return enter exit cross leave zigzag meander weave race scurry "
     "toddle moonwalk sidestep "
     "follow chase flee escape travel slide glide drift pedal ride trip slip rock sway balance stand"},
    {Kind::Jump, "jump hop leap bounce land vault"},
    {Kind::OneLeg, "kick"},
    {Kind::OneArm,
     "wave throw toss hurl pitch punch jab hook hit strike slap point beckon salute greet drink eat sip pick "
     "grab grasp reach touch scratch "
     "tap pat call signal raise lift lower extend flex stretch hold put bring swing shake wipe clean brush "
     "polish write draw paint stir pour "
     "catch parry slash chop stab thrust fence shoot aim fire dribble bowl serve bat gesture offer give show "
     "guide direct flap dab knock "
     "respond answer reply use operate press place take drop move-arm fan snap clap push pull carry drag "
     "lift block drum play strum type "
     "cast wash rub scrub scoop open close fix repair hammer saw dig shovel drive steer row golf guide cut "
     "peel juggle massage spread cross "
     "hug embrace fold unfold clench applaud scoop taunt interact"},
    {Kind::Trunk, "bow bend lean tilt stoop duck dodge hunch slump arch straighten recoil flinch react"},
    {Kind::Head, "nod look glance stare watch gaze peek breathe"},
    {Kind::Voice,
     "laugh shout yell cry talk speak sing say chat whisper scream smile cough sneeze yawn cheer"},
    {Kind::Whole,
     "dance waltz climb descend ascend crawl roll tumble flip somersault cartwheel backflip swim float dive "
     "paddle tread box fight spar exercise "
     "train practise practice perform do breakdance lunge fall collapse trip die skateboard work crouch "
     "squat stretch-body lift-body celebrate mime "
     "imitate pretend attack defend fence swordfight curl hang surf shadowbox twerk boogie shimmy"},
    {Kind::Posture,
     "sit stand lie lay kneel rise get wake rest sleep stay wait remain squat crouch lower-body"},
};

const std::unordered_map<std::string, Kind>& kinds() {
    static const auto table = [] {
        std::unordered_map<std::string, Kind> kinds;
        for (const auto& entry : kKinds) {
            for (const auto& lemma : split_words(entry.lemmas)) kinds[lemma] = entry.kind;
        }
        return kinds;
    }();
    return table;
}

class Reader {
  public:
    explicit Reader(const MetaMotion& motion) : motion_(motion) {}

    BodyUse read() {
        const auto found = kinds().find(motion_.lemma);
        Kind kind = found == kinds().end() ? Kind::Whole : found->second;
        read_limbs();
        kind = kind_by_noun(kind);
        switch (kind) {
            case Kind::Legs:
                legs();
                break;
            case Kind::Jump:
                legs();
                use_.airborne = true;
                break;
            case Kind::OneLeg:
                if (!use_.left_leg && !use_.right_leg) use_.some_leg = true;
                use_.start = use_.end = Posture::Standing;
                break;
            case Kind::OneArm:
                one_arm();
                break;
            case Kind::Arms:
                use_.left_arm = use_.right_arm = true;
                break;
            case Kind::Trunk:
                if (has("knee") || has("leg") || has("foot") || has("toe"))
                    legs();
                else if (!named_)
                    use_.trunk = true;
                break;
            case Kind::Head:
                use_.head = true;
                break;
            case Kind::Voice:
                use_.voice = true;
                break;
            case Kind::Whole:
                whole();
                break;
            case Kind::Posture:
                break;
        }
        if (busy_arms_) {
            use_.left_arm = use_.right_arm = true;
            use_.some_arm = false;
        }
        posture();
        return use_;
    }

  private:
    bool has(std::string_view noun) const {
        return std::any_of(motion_.rest.begin(), motion_.rest.end(),
                           [&](const auto& word) { return word == noun || noun_lemma(word) == noun; });
    }
    bool says(std::string_view word) const {
        return std::find(motion_.rest.begin(), motion_.rest.end(), word) != motion_.rest.end();
    }

    /// "takes a step", "throws a kick", "turns a cartwheel": the noun is the action. A ladder takes the whole
    /// body, a weapon or a guard both arms, and so does what is done on the way ("jumps up to grab
    /// something").
    Kind kind_by_noun(Kind kind) {
        const auto& lemma = motion_.lemma;
        if (has("ladder") || has("frame")) return Kind::Whole;
        for (const auto* held : {"sword", "gun", "weapon", "stance", "guard", "wheel"}) {
            if (has(held) && !use_.left_arm && !use_.right_arm) busy_arms_ = true;
        }
        if (lemma == "drive" || lemma == "steer") busy_arms_ = true;
        if (kind == Kind::OneArm && (says("floor") || says("ground") || lemma == "scoop")) use_.trunk = true;
        if ((says("grab") || says("reach") || says("press")) && !use_.left_arm && !use_.right_arm)
            use_.some_arm = true;
        if (lemma == "take" || lemma == "make" || lemma == "throw" || lemma == "go" || lemma == "give" ||
            lemma == "turn") {
            if (has("cartwheel") || has("somersault") || has("roll") || has("flip")) return Kind::Whole;
            if (has("step") || has("turn") || has("walk") || has("run") || has("stroll")) return Kind::Legs;
            if (has("jump") || has("hop") || has("leap")) return Kind::Jump;
            if (has("bow")) return Kind::Trunk;
            if (has("kick")) return Kind::OneLeg;
            if (has("punches")) return Kind::Arms;
        }
        if (has("laughter")) return Kind::Voice;
        if (says("whole") || says("spinning")) return Kind::Whole;
        for (const auto* busy :
             {"bouncing", "dribbling", "holding", "carrying", "swinging", "waving", "paddling"}) {
            if (says(busy) && !use_.left_arm && !use_.right_arm) busy_arms_ = true;
        }
        return kind;
    }

    static bool is_arm(const std::string& noun) {
        return noun == "hand" || noun == "arm" || noun == "fist" || noun == "elbow" || noun == "wrist" ||
               noun == "palm" || noun == "finger";
    }
    static bool is_leg(const std::string& noun) {
        return noun == "leg" || noun == "foot" || noun == "knee" || noun == "ankle" || noun == "heel" ||
               noun == "toe" || noun == "thigh";
    }

    /// Each limb that is named, with the side that stands before it.
    void read_limbs() {
        bool left = false, right = false, one = false;
        for (const auto& word : motion_.rest) {
            if (word == "left")
                left = true;
            else if (word == "right")
                right = true;
            else if (word == "both" || word == "two")
                left = right = true;
            else if (word == "one" || word == "a" || word == "an")
                one = true;
            const auto noun = noun_lemma(word);
            const bool arm = is_arm(noun), leg = is_leg(noun);
            if (noun == "head" &&
                (motion_.lemma == "shake" || motion_.lemma == "turn" || motion_.lemma == "tilt"))
                use_.head = named_ = true;
            if (!arm && !leg) continue;
            named_ = true;
            const bool many = word != noun;
            const bool both = (many && !left && !right) || (left && right);
            if (arm) {
                use_.left_arm |= both || left;
                use_.right_arm |= both || right;
                use_.some_arm |= !many && !left && !right;
            } else {
                use_.left_leg |= both || left;
                use_.right_leg |= both || right;
                use_.some_leg |= !many && !left && !right;
            }
            left = right = one = false;
        }
        if (use_.left_arm || use_.right_arm) use_.some_arm = false;
        if (use_.left_leg || use_.right_leg) use_.some_leg = false;
    }

    void legs() { use_.left_leg = use_.right_leg = true; }
    void one_arm() {
        const bool legs_only = use_.left_leg || use_.right_leg || use_.some_leg;
        if (has("body")) return whole();
        if (has("head") && use_.head) return;
        if (!named_ || (!legs_only && !use_.left_arm && !use_.right_arm)) {
            if (!use_.left_arm && !use_.right_arm) use_.some_arm = true;
        }
        if (has("box") || has("sword") || has("gun") || says("two-handed") || says("push")) {
            use_.left_arm = use_.right_arm = true;
            use_.some_arm = false;
        }
        if (motion_.lemma == "clap" || motion_.lemma == "spread" || motion_.lemma == "shoot" ||
            motion_.lemma == "push" || motion_.lemma == "carry" || motion_.lemma == "wash" ||
            motion_.lemma == "hug" || motion_.lemma == "dribble") {
            if (!use_.left_leg && !use_.right_leg) use_.left_arm = use_.right_arm = true;
            use_.some_arm = false;
        }
        if (says("jumps") || says("jump") || says("tiptoe")) legs();
    }
    void whole() {
        legs();
        use_.left_arm = use_.right_arm = use_.trunk = true;
        use_.some_arm = use_.some_leg = false;
        use_.start = use_.end = Posture::Standing;
    }

    void posture() {
        const auto& lemma = motion_.lemma;
        const auto set = [&](Posture start, Posture end) {
            use_.start = start;
            use_.end = end;
            legs();
            use_.trunk = true;
        };
        const auto up_at = std::find(motion_.rest.begin(), motion_.rest.end(), "up") - motion_.rest.begin();
        const bool up = says("up") && (up_at <= 1 || lemma == "push");
        if (says("bending") || says("leaning")) use_.trunk = true;
        if (says("sit-ups") || says("push-ups") || says("crunches"))
            return set(Posture::Lying, Posture::Lying);
        if (says("seated") || lemma == "drive" || lemma == "steer" || has("wheel"))
            return set(Posture::Sitting, Posture::Sitting);
        if (says("sitting") && !up) return set(Posture::Sitting, Posture::Sitting);
        if (says("lying") && lemma != "get" && lemma != "stand" && lemma != "rise")
            return set(Posture::Lying, Posture::Lying);
        if (lemma == "sit" && says("down")) return set(Posture::Standing, Posture::Sitting);
        if (lemma == "take" && (says("seat") || (says("sit"))))
            return set(Posture::Standing, Posture::Sitting);
        if (lemma == "sit" && !up) return set(Posture::Sitting, Posture::Sitting);
        if (lemma == "sit") return set(Posture::Lying, Posture::Sitting);
        if ((lemma == "lie" || lemma == "lay") && says("down")) return set(Posture::Standing, Posture::Lying);
        if (lemma == "lie" || lemma == "sleep") return set(Posture::Lying, Posture::Lying);
        if (lemma == "lower" && has("body")) {
            const bool seat = has("chair") || has("stool") || has("seat") || has("bench") || says("sit");
            return set(Posture::Standing, seat ? Posture::Sitting : Posture::Lying);
        }
        if (lemma == "fall" || lemma == "collapse" || lemma == "die" ||
            (lemma == "drop" && (says("floor") || says("ground"))))
            return set(Posture::Standing, Posture::Lying);
        if ((lemma == "stand" || lemma == "get" || lemma == "rise" || lemma == "push") &&
            (up || lemma == "rise")) {
            if (says("chair") || says("seat") || says("stool") || says("bench") || says("sitting"))
                return set(Posture::Sitting, Posture::Standing);
            if (says("floor") || says("ground") || says("lying"))
                return set(Posture::Lying, Posture::Standing);
            if (lemma != "push")
                return set(Posture::Crouching, Posture::Standing);  // from wherever: see can_follow()
        }
        if (lemma == "get" && says("down")) return set(Posture::Standing, Posture::Crouching);
        if (lemma == "kneel") return set(Posture::Standing, Posture::Kneeling);
        if (says("crouch") || says("crouched") || lemma == "crouch") {
            return set(Posture::Standing,
                       lemma == "crouch" || lemma == "hold" ? Posture::Crouching : Posture::Standing);
        }
        if (lemma == "squat")
            return set(Posture::Standing, says("down") ? Posture::Crouching : Posture::Standing);
        if (lemma == "crawl" || says("fours")) {
            whole();
            use_.start = use_.end = Posture::Kneeling;
            return;
        }
        if (lemma == "stand") return set(Posture::Standing, Posture::Standing);
        if (lemma == "swim" || lemma == "float" || lemma == "tread") {
            whole();
            return;
        }
        const bool on_feet = (use_.left_leg && use_.right_leg) || use_.airborne;
        if (on_feet && use_.start == Posture::Any) use_.start = use_.end = Posture::Standing;
        if (use_.trunk && use_.start == Posture::Any) use_.start = use_.end = Posture::Standing;
    }

    const MetaMotion& motion_;
    BodyUse use_;
    bool named_ = false;
    bool busy_arms_ = false;  ///< by a participle: "walks bouncing a ball"
};

}  // namespace

BodyUse body_use(const MetaMotion& motion) {
    return Reader(motion).read();
}

bool can_go_together(const BodyUse& a, const BodyUse& b) {
    const auto arms = [](const BodyUse& use) { return use.left_arm || use.right_arm || use.some_arm; };
    const auto legs = [](const BodyUse& use) { return use.left_leg || use.right_leg || use.some_leg; };
    if ((a.left_arm && b.left_arm) || (a.right_arm && b.right_arm)) return false;
    if ((a.some_arm && arms(b)) || (b.some_arm && arms(a))) return false;
    if (legs(a) && legs(b)) return false;  // also one kick with each leg: one has to stand
    if ((a.trunk && b.trunk) || (a.head && b.head) || (a.voice && b.voice)) return false;
    if ((a.airborne && b.trunk) || (b.airborne && a.trunk)) return false;
    if (a.start != Posture::Any && b.start != Posture::Any && (a.start != b.start || a.end != b.end))
        return false;
    return true;
}

bool can_follow(const BodyUse& before, const BodyUse& next) {
    const Posture from = before.end == Posture::Any ? Posture::Standing : before.end;
    if (next.start == Posture::Any) return from != Posture::Lying || !next.trunk;
    if (next.start == Posture::Crouching && next.end == Posture::Standing)
        return from != Posture::Standing;  // getting up
    return from == next.start;
}

}  // namespace im
