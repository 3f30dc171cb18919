#include "engine/language/word_lists.h"

#include <string>
#include <unordered_set>

#include "engine/text/english_words.h"

namespace im {
namespace {

/// Beside the verbs of english_words.cpp.
constexpr std::string_view kMotionWords =
    "abdomen abdominal about above acrobatic across active actively actor aerobics after afterwards again "
    "against age aggressively agreement ahead air akimbo all almost along alternating and anger angle "
    "angrily angry animate animation ankle ankles another anybody anyone applause arabesque arc are arm "
    "arms army around arrow arts asleep attention avatar away awkwardly back backflip backhand backward "
    "backwards badminton ball ballet balls baseball basket basketball bat because before beginning behind "
    "belly below bench beneath beside better between big blades blast body both bottle bow box boxer "
    "boxes boxing boy boys breakdance breaststroke breath briskly broom brow bye calmly car carefully "
    "cars cartoon cartoonish cartwheel casually cautiously ceiling chair chairs character charleston "
    "cheek cheeks cheerful cheerfully chest child childish chin circle circles classical clearly clip "
    "clockwise closer club clumsily cold computer conductor confidence confident confidently confusion "
    "constantly continuously corner couch could counterclockwise cracking cracks create crunches cupped "
    "cupping cups curtsy curve curved dancer dancers deep deeply degrees dejected desk diagonal "
    "diagonally direction directions disagreement dizzily dizzy door down downward downwards dramatically "
    "drifting drooping drums drunk drunkenly during each ear ears eight elbow elbows elderly eleven "
    "energetic energetically energy equipment everyone exaggerated excitedly exhausted expressive eyebrow "
    "eyes face far farewell fast faster feet feminine few fighter figure finally finger fingers first "
    "fist fists five floor flute foot football footed footing footwork for forehand forehead formally "
    "forth forward forwards four frame fresh from front frontflip frustration full furious furiously "
    "gangster generate gentleman gently giant girl girls give glass gliding golf good goodbye graceful "
    "gracefully ground guard guitar gun guy guys gymnastics half hammer hamstring hand hands handshake "
    "handstand happily happy hard hastily head headstand heart heartily heavily heavy heel heels height "
    "hello here hesitantly high hip hiphop hips huge human hungry hurriedly idle idly imaginary indian "
    "injured into item jacks joy joyfully jumps karate kata keyboard kicks kid knee knees knife knowing "
    "kungfu lacking ladder ladies lady latin laughter lazily ledge left leg legged legs leisurely letters "
    "level lightly like line lips little lively long loud low lunges magazine magic make man manly manner "
    "martial masculine meditation might military modern moment monkey mood moonwalk most motion motioning "
    "motions mouth movement movements multiple music musical narrow neck nervously nine ninja nobody nose "
    "object objects obstacles once onto opponent orchestra other over overarm overhand overhead palm "
    "palms pane panting partner path people person phone piano pirate pistol place player playfully "
    "playground please politely ponderously position powering powers prayer precise pride proposing "
    "protecting protects proud proudly pump pumping pumps punches punk pushups puzzled quarter quick "
    "quickly quietly racket rage rapid rapidly ready recovering recovers referee refusal refuses refusing "
    "regaining regains releases releasing repeatedly restlessly rhythm rhythmically ribs rifle right "
    "robot rope rough round roundhouse routine sad sadly salsa salute samba seat seven several shadowing "
    "shadows shields shin shins should shoulder shoulders shovel shower shy side sides sideways signs "
    "simultaneously situps six sky sleepily slightly slow slower slowly sluggishly small snake soccer "
    "soda sofa softly soldier some somebody someone somersault something spine spines spins spiral "
    "spirits spot square squats staircase stairs stance stances star starting stealthily stealthy steps "
    "stiffly still stomach stone stool straight stretches strong style sweat swings sword swordplay "
    "swords table taichi tango ten tennis terrain that the their them then there they thigh thighs this "
    "three thrice thug thumb time times timid timidly tired tiredly toe toes together tongue torch torso "
    "towards traffic triangle triumph trunk tummy turns twelve twice umbrella under underarm underhand "
    "uneven unsteadily unsure until upper upright upset upward upwards very victory video vigorously "
    "violin volleyball waist wall waltz warrior wavy way ways weapon wearily weary weight wheel while "
    "whole wide window with without woman women worn would wrist wrists wristwatch yes ymca yoga young "
    "youthful zigzag zombie ";

/// Collected from a word list of English: those that mended_word() would change.
constexpr std::string_view kOtherWords =
    "able ached aching afterward aimee angel angled animated arced archer archers arcing area arise arises "
    "arising armed attacker band bang barked barking based bases bates bathed bathes bathing batter bean "
    "bear bearing bears beast beasts beds bedside beer being beta bets blade bladed boeing boer boom booth "
    "bored bottled bought bouncer bounded bounding bowler boyd brave braves breaking brent brig broke brook "
    "burt bush bushes bust busted busting busts buying caller calm capped caps cards cares carey carr carrie "
    "carrier carriers cartoony carts cary case cases cass caste castes cell chang chanting char charge "
    "charged charges charging chart charted charting charts chatter cheat cher chess chet chile chips choir "
    "chopper chuck chucked chucking chucks clan clans class cleaner clint closet clover coiled coin compute "
    "computed cones cooke cooler cops counter county covert coveted cower cowered cowering cowers crack "
    "crate crawler created crete crises crows cuped cuping cure dane danes daring dawn defender degree "
    "derive derives dips diver divers dodgers dong doping dose doses dove doze dozed dozes dozing dried "
    "dripped dripping driver drivers drone drown drummer drying east edited editing eighth eighty eras "
    "examiner excited exciting exist faded fades fading fail failed failing fails fame figured filed files "
    "filing finch fined finer fines finnish fins firth fits flat flats flight fling flood flopped flour "
    "folder follower fond font foods form forty foul foxes frail framed fred free fried fries fright fully "
    "fund funding funds gallo gases gasp gasped gasping gasps generated girly golfer gong grass great greer "
    "guise gunn haas hadn hart haste hated hating hats havre headed heading heat heating heats herd hers "
    "hike hiked hikes hiking hires hiring holes hooker hoop hoops hoover hoped hopes hoping hopper huang "
    "hunan hurdled hurdling hurst hurtled hurtling huts idled india insect insects intro jack jams jumper "
    "keel kicker kidd knicks laced laird lamp lanes lansing laps leafs leasing ledger lena lens lest letter "
    "lever licked licking lied life lighter liked limbs lined liner ling listener liver lobes locke locker "
    "loomed looming loop looped looping loops loose loser losers loss losses lots lounge loved lovely loves "
    "loving lugged lugging lugs lungs lying mach maker makers males mann manned many marche marital match "
    "matched matches matching mediated mediation mighty mined mines mining mode moist money mont more moth "
    "musica nina nodes noise nosed nude obstacle odor opener overheard packing padded padding pads pained "
    "pains painter palma part parted parties parting parts party past paved paving peer peered peering peers "
    "peking performer phoned photographer photography pills pitcher pitchers pitted plane plans pleas "
    "pleased plop plopped plopping plops plump plush pods pointe pointer poised poker poles ponce pont "
    "popped popping pops posse pounded pounding power price psalm psalms puck puddle puzzle puzzles quartet "
    "racer racers raged raging raid raided raiding rams rann rats rbis reacher real receiver receivers reds "
    "regan relied relies rely relying reset retain retained retaining retains reused rider riders risking "
    "road rocker rocky roller root rosen rotting rower rubber ruins runes sand sands sash save saved saves "
    "saving scots searing sears seas seater seed seeds seeking seeks sell selling sells sensing serge server "
    "servers settler settlers severn sewing shadow shale shame shape shaped shield shifter shine shirt "
    "shirts shit shoes short shove shoved shoves shoving shrub shrubs shut shuttle sided siding sighs sign "
    "signing simmons sims singh sites skater skaters skier skipper slap slapped slapping slaps slate slated "
    "sleepy slice slices slicing snaked snaking sneaky snout snuck soap solid somethin somme song songs sore "
    "spare spared sparse spirit splash splashed sport sprained spring springing springs sprinter squared "
    "stade stage staged staging stain stained stains stair stampede starr starred starring starter stat "
    "state stated states stating stats stealth steep steppe stil stoke stokes stomper strand strands stray "
    "strife striker strikers string strode stuck styled suck sucked sucking sucks sued suits supporter sven "
    "swap swapped swapping swaps swear sweating sweaty swerve swerved swerves swerving swig swore tainted "
    "tale tales tall taped tapes taut tease teased teases teasing teen tended tending tested testing tests "
    "thanks thee things though thrive ticked ticking tiled timed timer timmy tires titled tits tool topped "
    "topping tore toro tough toward trading trainee trainer tran trans trapped trapping traps tray tree tres "
    "trier truck trucks trust trusting trusts tsar tucker tuned tuning turing turner users victor wages "
    "waiter wales walker walled ward warded warding wards warily warmer warned warning warns wars wary "
    "weaver weigh whorls wider widow wight wines wing wings wins wits wondering worker worms wright writ "
    "writer writers wrong yong zombies ";

using Set = std::unordered_set<std::string_view>;

Set words_of(std::string_view list) {
    Set words;
    for (std::size_t at = 0; at < list.size();) {
        const auto end = list.find(' ', at);
        words.insert(list.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

}  // namespace

bool is_motion_word(std::string_view word) {
    static const Set words = words_of(kMotionWords);
    if (words.contains(word)) return true;
    for (const auto form :
         {VerbForm::Base, VerbForm::Third, VerbForm::Gerund, VerbForm::Past, VerbForm::Participle}) {
        if (is_verb_form(word, form)) return true;
    }
    return false;
}

bool is_other_word(std::string_view word) {
    static const Set words = words_of(kOtherWords);
    return words.contains(word);
}

}  // namespace im
