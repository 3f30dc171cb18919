#include "engine/language/synonym_table.h"

namespace im {

std::string_view gesture_synonyms() {
    return R"(
raises P S hand / puts P S hand up / holds up P S hand / raises the S arm and brings it back down /
    lifts P S arm up and lowers it again / >lifts P S hand / >raises P S arm / >lifts P S arm / >puts up
    P S hand / >holds P S arm up / >puts P S hand in the air / >sticks P S hand up
raises both hands / puts both hands up / holds up both hands / raises both arms and brings them back
    down / lifts both arms up and lowers them again / >lifts both hands / >raises both arms / >puts P
    hands up / >raises P hands / >puts both arms in the air / >holds both arms up
^waves / lifts a hand and waves hello / greets someone with a wave / waves hello / >gives a wave / >says
    hi with a wave / >waves P hand / >waves at someone / >waves a hand
waves with P S hand / waves P S hand / raises P S hand and waves / greets someone by waving P S arm /
    waves hello with the S hand / >waves P S arm / >waves using P S hand / >waves hi with P S hand /
    >gives a wave with P S hand / >lifts P S hand and waves
waves with both hands / waves both arms / waves to someone with both arms / raises both hands and waves
    / swings both raised hands from side to side / >waves both hands / >waves P arms / >waves with both
    arms
waves goodbye / waves farewell / waves bye with one hand / says goodbye by waving a hand / >waves bye
    bye / >waves someone off / >says bye with a wave
waves goodbye with P S hand / waves farewell with P S hand / >waves bye with P S hand / >says goodbye
    with P S hand
waves goodbye with both hands / waves both hands in farewell / says goodbye by waving both hands /
    >waves bye with both hands
claps / applauds / brings both hands together and claps / gives a round of applause / stands and claps /
    stands and applauds / >claps P hands / >gives applause
claps P hands N / claps N / >applauds N
points forward / points straight ahead / points at something in front / >points ahead / >points to the
    front / >points in front of P body
extends P S arm to point forward / stretches P S arm out and points ahead / lifts P S arm, points
    forward and lowers it again / >points forward with P S hand / >points ahead with P S arm
points S / points to the S / looks and points to the S / >points to P S / >points P finger to the S
points up / points upwards / >points at the sky / >points at the ceiling / >points to the sky
raises P S arm and points at the sky / extends P S arm to point up / lifts P S arm, points up and lowers
    it again / >points up with P S hand
points the way / extends an arm to show the way / gestures forward with one hand / holds out a hand as
    if to guide someone / >shows the way / >guides someone with a hand / >shows someone where to go
beckons / waves someone over / gestures to come here with P S hand / motions with the S hand for someone
    to come / >calls someone over with a hand / >signals to come closer / >makes a come here gesture
signals stop with one hand / gestures stop with P S hand / raises P S hand in front in a stop gesture /
    holds P S hand out to say stop / puts P S palm forward to stop someone / >makes a stop sign / >says
    stop with a hand / >holds out a hand to stop
blows a kiss / sends a kiss with one hand / kisses P S hand and throws the kiss forward / brings P S
    hand to P mouth and blows a kiss / >throws a kiss / >blows someone a kiss
shakes hands / gives a handshake with P S hand / greets someone with a handshake / extends P S hand and
    shakes hands / reaches out P S hand for a handshake / >gives a handshake / >shakes someone's hand
gestures no with both hands / waves both hands to say no / shakes both hands in refusal / holds up both
    hands and refuses / turns down an offer with raised hands / >refuses / >says no with P hands
shrugs / shrugs P shoulders / stands and shrugs / raises both shoulders in a shrug / lifts P shoulders
    and drops them again / >gives a shrug / >shrugs as if to say who knows
claps P hands * / >claps *
covers P face with both hands / puts both hands over P face / hides P face in P hands / buries P face in
    P hands / raises both hands and covers P eyes / >covers P face / >hides P face
facepalms / does a facepalm / puts P S hand over P face / brings P S palm to P face / covers P eyes with
    P S hand in frustration / >slaps P forehead / >makes a facepalm
scratches P head / raises P S hand and scratches P head / scratches the side of P head, thinking / lifts
    a hand to P head and thinks / >rubs P head / >scratches P hair
thinks with a hand on P chin / ponders with one hand at P chin / rests P chin on P S hand and thinks /
    strokes P chin, thinking / puts P S hand to P chin / >thinks / >thinks hard / >ponders / >holds P
    chin while thinking
puts P S hand on P heart / places P S hand over P chest / lays the S hand on P chest / brings P S hand
    to P heart / >puts P S hand on P chest / >holds P S hand over P heart
holds a hand to P S ear and listens / puts P S hand to P ear / raises P S hand to P ear as if to hear
    better / cups P S hand behind P ear to listen / leans in and listens with P hand at P ear / >listens
    with a hand at P ear
wipes P forehead / wipes sweat from P brow / raises P S hand and wipes P forehead / wipes P brow with P
    S arm / >wipes the sweat off P face / >wipes P brow
checks P watch / looks at P wristwatch / looks at the time / raises P S wrist and glances at P watch /
    lifts P S arm and looks at the watch / checks the time on P S wrist / >checks the time / >looks at P
    watch
rubs P belly / holds and rubs P belly / rubs P tummy as if hungry / rubs P stomach with P S hand / puts
    P S hand on P stomach and rubs it / >rubs P stomach / >is hungry
puts P hands together in prayer / presses P palms together in front of P chest / stands in prayer with
    hands together / folds P hands and bows P head to pray / brings both hands together and prays /
    prays / >says a prayer
circles both arms / does arm circles / makes # big circles with both arms / rotates both arms forward /
    windmills P arms / swings both arms in circles forward / >swings P arms in circles / >rotates P arms
swings P S arm in circles / makes big circles with P S arm / circles P S arm forward / >rotates P S arm
    / >windmills P S arm
rotates the S arm N / >circles P S arm N / >swings P S arm round N
stretches / stretches both arms overhead / lifts both arms high and stretches P back / reaches up with
    both arms and stretches / stretches as after waking up / >stretches P arms / >has a stretch /
    >stretches P body
bends from side to side / leans S and then S / does side bends / bends to the S, then to the S / >leans
    from side to side / >stretches P sides
bends to the S side / leans to the S / bends P upper body sideways to the S / does a side bend to the S
    / stretches P side by bending to the S / >bends to the S / >leans over to the S
twists P torso S and S / twists at the waist from side to side / does torso twists / turns P upper body
    from side to side / rotates P trunk to the S and to the S / >twists P body / >twists P upper body
yawns / covers P mouth with the S hand and yawns / leans P head back and yawns / >gives a yawn / >yawns
    as if tired / >lets out a yawn
nods / moves P head up and down / nods yes / stands and nods / >nods P head / >says yes with P head
nods P head N / nods N / >moves P head up and down N
shakes P head / moves P head S and S repeatedly / says no by shaking P head / turns P head from side to
    side / stands and shakes P head / >shakes P head no / >says no with P head
looks around / stands and looks around / looks from side to side / turns P head and looks around / looks
    about as if searching for something / >looks about / >searches around / >takes a look around
looks up / raises P head to look up / tilts P head back and looks up / gazes up at the ceiling / stands
    and looks upwards / >looks at the ceiling / >looks at the sky
looks down / lowers P head and looks down / gazes down at the floor / bows P head to look at P feet /
    stands and looks downwards / looks down at the ground / >looks at the floor / >looks at the ground
looks S and then S / checks the S side, then the S side / turns P head to the S and then to the S /
    looks to the S, then to the S / >looks S then S
looks both ways / looks to both sides / >checks both sides
rolls P head and stretches P neck / loosens P neck and shoulders / tilts P head to stretch P neck /
    cracks P neck / >stretches P neck / >rolls P neck
laughs / bursts into laughter / >laughs out loud / >has a laugh / >giggles
bows / takes a bow / bends forward in a bow / bends at the waist to bow / bows forward / >makes a bow /
    >gives a bow / >bows down
presses P palms together and bows forward / puts P hands together and bows / >bows with P palms together
shivers with cold / trembles in the cold / hugs P body and shivers / stands hunched up and trembles /
    >shivers / >freezes / >is cold
feels dizzy and sways from side to side / wobbles on the spot, feeling dizzy / sways dizzily / stands
    unsteadily and sways / >is dizzy / >sways
throws a ball / steps forward and throws a ball / throws a ball overhand / steps forward and throws
    overarm / throws something forward / throws an object far ahead / hurls an object / >throws
    something / >throws / >tosses something ahead
throws something with P S hand / winds up and throws a ball with P S arm / pitches a ball with the S
    hand / >throws a ball with P S hand / >throws with P S arm
throws a ball underhand / tosses a ball underarm / throws something underhand / >tosses a ball / >throws
    underarm
tosses something forward with P S hand / swings P S arm and throws underhand / bowls a ball with the S
    hand / >throws underarm with P S hand
picks something up from the floor / crouches, grabs something from the ground and stands up / bends down
    to pick up an object off the ground / >picks something up / >picks up something from the ground /
    >bends down and picks something up
bends down and picks something up with P S hand / leans down and takes an object from the floor with P S
    hand / reaches down with the S hand and picks up something / >picks something up with P S hand
lifts a box from the floor / squats down and picks up a box with both hands / picks up a heavy box off
    the ground / bends down and lifts something heavy / lifts a heavy object with both hands and holds
    it / >picks up a box / >lifts a box / >lifts something heavy
carries a box / carries a heavy object with both arms / walks while holding a box in front / walks
    forward carrying something with both hands / carries something ahead in front of P body / >walks
    carrying a box / >carries something
carries a big stone step by step / staggers forward under a heavy load / carries a very heavy object
    forward with bent knees / >carries something very heavy
lifts a heavy object to chest height and pushes it onto something / heaves a heavy stone up onto a ledge
    / bends down and lifts a heavy stone off the ground / squats and heaves up something very heavy /
    >lifts a heavy stone
pushes something heavy / pushes a heavy object forward / pushes something with both hands / pushes a
    heavy box with both arms / leans in and pushes hard / pushes hard against a heavy object with both
    hands / strains to push a heavy object / leans forward and pushes with all P might / >pushes /
    >pushes hard / >shoves something heavy
pulls a rope / tugs on a rope / pulls on a rope with both hands / leans back and pulls a rope / pulls
    something heavy towards P body / plays tug of war / pulls hard with both arms again and again /
    >pulls / >pulls something / >pulls hard
drinks from a bottle / lifts a bottle to P mouth and drinks / opens a bottle and drinks / drinks
    something / takes a sip of a drink / drinks a soda / tips P head back and drinks / >drinks / >has a
    drink / >takes a drink
talks on the phone / makes a phone call / stands and talks on a cell phone / >phones someone / >is on
    the phone / >calls someone on the phone
holds a phone to P S ear / answers the phone with P S hand / lifts a phone to P S ear and talks / >talks
    on a phone in P S hand
types on a keyboard / types with both hands / stands and types / uses a computer at a standing desk /
    looks down and types on an imaginary keyboard / >types / >works at a computer
knocks on a door / stands in front of a door and knocks / raises P S fist and knocks on a door / >knocks
    / >knocks at the door
knocks on the door N / knocks N / knocks on a door N / >raps on the door N
washes a window / wipes a window / cleans a window with sweeping motions / scrubs a pane of glass in
    front / >cleans a window / >wipes the glass
washes P body / rubs P arms and body as in a shower / takes a shower, washing with both hands / >takes a
    shower / >showers / >washes
steers a car while seated / holds a steering wheel and drives / sits and drives a car / >drives a car /
    >drives
holds up a torch in one hand / stands holding a torch up / >holds a torch
operates something in front / reaches forward with one hand to press something / reaches out to use an
    object / >presses a button
takes an object and uses it / holds an item up and uses it / >uses something
reaches out and picks up an object / picks something up / grabs something in front / >grabs something /
    >takes something
kneels and repairs an object / kneels down and fixes something on the ground / >kneels and fixes
    something / >repairs something on the ground
plays the guitar / stands and plays the guitar / strums a guitar / holds a guitar and strums it / plays
    an air guitar / pretends to play guitar / >plays guitar / >plays air guitar
plays the violin / plays a violin / stands and plays the violin / holds a violin under P chin and plays
    / pretends to play the violin / bows a violin with P S arm / >plays violin
plays imaginary drums / plays the drums in the air / does air drumming / drums in the air with both
    hands / pretends to play the drums / mimes drumming with both arms / >plays the drums / >drums /
    >air drums
conducts an orchestra / directs an orchestra / conducts with both arms / moves both arms like a
    conductor / pretends to be a conductor / conducts music, beating time with both hands / >conducts
    music / >conducts
directs traffic with P arms / waves traffic along with P hands / stands and signals to cars with both
    arms / >directs traffic / >regulates the traffic
signals with both arms like a referee / stands and gives referee signs with P arms / makes hand signals
    like a basketball referee / >makes referee signs / >is a referee
swings a golf club / takes a golf swing / plays golf / hits a golf ball / practices a golf swing / >does
    a golf swing
swings a bat with both hands / swings a baseball bat / hits a baseball with a bat / takes a batting
    stance and swings / winds up and swings a bat / plays baseball, swinging the bat / >swings a bat /
    >plays baseball / >bats
swings a tennis racket / plays tennis / hits a tennis ball with a forehand / plays a forehand stroke /
    >swings a racket / >does a tennis swing
hits a tennis ball with a backhand / plays a backhand stroke / >does a backhand
dribbles a ball forward / dribbles a basketball while walking forward / walks forward bouncing a ball /
    >dribbles a ball / >dribbles a basketball forward
walks backwards bouncing a ball / dribbles a basketball while walking backwards / >dribbles backwards
moves sideways bouncing a ball / dribbles a basketball while moving sideways / >dribbles sideways
bounces a ball forward, turning S / dribbles a basketball and makes turns to the S / >dribbles and turns
    S
dribbles a basketball and then shoots it / bounces a ball and takes a shot at the basket / >dribbles and
    shoots
punches / throws punches / strikes the air / fights with P fists / >throws a punch / >does a punch /
    >hits the air
boxes / stands in a boxing stance and jabs / shadowboxes with jabs and hooks / moves around boxing,
    throwing punches / >shadowboxes / >does boxing
throws straight punches with the S hand / jabs with P S fist / throws S jabs / >punches with P S hand /
    >punches with P S fist / >throws a S punch
stands in a fighting stance / holds P fists up, ready to fight / bounces in a guard stance / >gets ready
    to fight / >is ready to fight
blocks an attack with P arms / raises P guard to block / >blocks / >blocks a blow
recoils from a hit / reacts to a blow / flinches as if hit / >gets hit / >takes a hit / >is hit
practises martial arts / does a kata / performs a karate form / does karate with punches and blocks /
    trains karate moves with punches and kicks / >does martial arts / >does karate / >practises karate
swings a sword down with both hands / lifts both hands overhead and chops down while stepping forward /
    makes sword cuts / slashes with a sword / >swings a sword / >slashes
swings a sword / practises sword strokes / fences with a sword / swings one arm as in swordplay /
    >fights with a sword / >fences
thrusts a sword forward / stabs forward with a weapon / >stabs / >stabs with a sword
holds a sword in a fighting stance / stands ready with a sword / >holds a sword
spins around swinging a weapon / whirls around with a two-handed weapon / >does a spin attack
aims and shoots / fires a gun held in front / shoots a gun / >shoots / >fires a gun
aims a gun with both hands / holds a gun at the ready / points a gun forward / >aims a gun / >aims
reloads a gun / loads a weapon / changes the magazine of a gun / loads a rifle / reloads a rifle /
    >reloads
shoots an arrow with a bow / draws a bow and releases the arrow / >shoots a bow / >does archery
casts a spell with P hands / raises one hand to cast a spell / thrusts P hand forward as if casting a
    spell / raises P hands as if casting magic / >casts a spell / >does magic
powers up with clenched fists / gathers energy in a low, wide stance / stands in a wide squat and tenses
    P whole body / >powers up
kneels and protects P head / takes cover on one knee with raised arms / defends by crouching behind P
    arms / >takes cover / >ducks and covers
taunts an opponent / makes a taunting gesture / >taunts / >mocks someone
pumps P fist in victory / makes a fist and pumps it / celebrates with a fist pump / clenches a fist in
    triumph / >pumps P fist / >does a fist pump
cheers with both arms / throws P arms up and cheers / celebrates by raising both arms / celebrates,
    pumping both fists / pumps both fists in the air / >cheers / >celebrates / >rejoices
jumps for joy with one fist raised / leaps in triumph / celebrates with a jump and a raised fist /
    >jumps for joy
raises P S fist and cheers / pumps P S fist in the air / celebrates by pumping the S fist / >pumps P S
    fist
shakes P arms in anger / has a fit of rage / swings P arms angrily / throws P arms about in anger /
    stands there furious, swinging both arms / >is angry / >gets angry / >rages
dances / performs a dance / does a lively dance routine / >does a dance / >is dancing around / >dances
    to music / >does some dancing
performs a salsa dance / does salsa steps / steps and turns in a salsa dance / >dances salsa / >does the
    salsa
breakdances / performs a breakdance routine / does breakdance footwork / dances breakdance moves on the
    floor / >does breakdance
does the ymca arm dance / spells out letters with raised arms while dancing / >dances the ymca
performs an indian dance / does an indian dance with precise arm poses / dances a classical indian dance
    / dances bharatanatyam with bent knees / >dances an indian dance
performs modern ballet with a turning leap / >dances ballet with a turning leap / >does ballet with a
    turning leap
dabs / does a dab / strikes a dab pose / >hits a dab
exercises / works out / does warm-up exercises / does gymnastics on the spot / does aerobics / >does
    exercises / >does a workout / >warms up
does push-ups / does several push-ups / performs push-ups on the ground / >does some push-ups / >does
    press-ups
does sit-ups / performs sit-ups on the floor / does abdominal crunches / >does crunches / >does some
    sit-ups
does a cartwheel / performs a cartwheel / turns a cartwheel / cartwheels sideways / >cartwheels / >makes
    a cartwheel
does a backflip / performs a backflip / jumps and flips over backwards / does a high backflip /
    >backflips / >does a back flip / >flips backwards
does a side flip / flips over sideways in the air / does an acrobatic flip / >flips sideways
does a forward roll / rolls over forward on the ground / does a somersault and gets up / >does a
    somersault / >rolls forward / >somersaults
swims forward / does a breaststroke / moves P arms and legs as if swimming / >swims / >does swimming
    motions
treads water / floats upright, paddling with arms and legs / >stays afloat
talks, moving P hands / chats while gesturing / stands and talks with hand gestures / >talks / >talks
    with P hands / >chats / >speaks, gesturing
chats while seated / sits on a chair and talks with P hands / >talks while sitting / >sits and talks
calls someone over with P hands around P mouth / bends forward and shouts with hands cupped at the mouth
    / >shouts to someone / >calls out loud
responds by lifting one arm high / raises a hand high to answer a call / puts a hand up in the air to
    reply / >raises a hand to answer
catches P breath, bent over on P knees / hunches over on P knees, panting / kneels bent forward, out of
    breath / >is out of breath / >pants
)";
}

}  // namespace im
