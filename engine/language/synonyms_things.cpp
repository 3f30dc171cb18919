#include "engine/language/synonym_table.h"

namespace im {

// Over 80 lines, for it is one table: a line is a motion.
std::string_view thing_synonyms() {
    return R"(
lifts a box and puts it down again / >picks up a box and sets it down again / >lifts something and puts
    it back down / >raises a box and lowers it again / >picks up a heavy box, then sets it back on the
    floor
hits a ball with a racket in P S hand / >swings a racket with P S hand / >plays tennis with P S hand /
    >hits a tennis ball with P S hand / >takes a swing with a racket in P S hand / >strikes a ball with
    a racket held in P S hand
throws a ball / steps forward and throws a ball / throws a ball overhand / steps forward and throws
    overarm / throws something forward / throws an object far ahead / hurls an object / >throws
    something / >throws / >tosses something ahead / >throws an object / >lobs something / >tosses
    something / >throws a stone / >hurls something / >flings something / >chucks something / >pitches a
    ball / >throws something away / >does a throw / >makes a throw / >throws something overhand /
    >performs a throw / >hurls a ball / >throws a baseball / >throws a rock / >casts something forward
throws something with P S hand / winds up and throws a ball with P S arm / pitches a ball with the S
    hand / >throws a ball with P S hand / >throws with P S arm / throws with the S hand / throws
    something with the S hand / >chucks something with P S hand / >hurls something with P S arm / >lobs
    something with P S hand / >flings something with P S hand / >tosses something with P S hand / >does
    a throw with P S arm / >makes a S hand throw / >pitches something with P S arm / >throws an object
    with P S hand / >casts something with P S hand
throws a ball underhand / tosses a ball underarm / throws something underhand / >tosses a ball / >throws
    underarm / >throws a ball underarm / >lobs a ball underhand / >bowls a ball / >tosses something
    underhand / >rolls a ball / >does an underhand throw / >makes an underarm toss / >goes bowling /
    >pitches underhand / >tosses something from below / >swings an arm from below and throws
tosses something forward with P S hand / swings P S arm and throws underhand / bowls a ball with the S
    hand / >throws underarm with P S hand / >throws underhand with P S hand / >tosses a ball with P S
    hand underhand / >lobs something underarm with P S hand / >does an underhand throw with P S hand /
    >bowls with P S hand / >throws from below with P S arm
picks something up from the floor / crouches, grabs something from the ground and stands up / bends down
    to pick up an object off the ground / >picks something up / >picks up something from the ground /
    bends down and picks something up / >picks an object up off the ground / >bends down to grab
    something / >gets something off the floor / >takes something from the ground / >collects something
    from the floor / >lifts something off the floor / >reaches down for something on the ground / >picks
    up something dropped / >picks up a coin / >stoops to pick something up / >bends over and grabs
    something / >fetches something off the ground / >squats to pick something up / >scoops something up
    from the ground / >grabs something off the floor
bends down and picks something up with P S hand / leans down and takes an object from the floor with P S
    hand / reaches down with the S hand and picks up something / >picks something up with P S hand /
    >picks an object up with P S hand / >picks up something off the floor with P S hand / >grabs
    something from the ground with P S hand / >takes something off the floor with P S hand / >reaches
    down and grabs an object with P S hand / >bends over and picks up an object with P S hand / >stoops
    and takes something with P S hand
lifts a box from the floor / squats down and picks up a box with both hands / picks up a heavy box off
    the ground / bends down and lifts something heavy / lifts a heavy object with both hands and holds
    it / >picks up a box / >lifts a box / >lifts something heavy / >picks up a heavy box / >picks up a
    crate / >hoists a box / >lifts a crate off the ground / >heaves up a box / >picks a box up with both
    arms / >lifts up something with both hands / >takes a box off the floor / >lifts a package off the
    ground / >grabs a box and lifts it / >picks something heavy up
carries a box / carries a heavy object with both arms / walks while holding a box in front / walks
    forward carrying something with both hands / carries something ahead in front of P body / walks
    carrying a box / >carries something / >carries something in both hands / >carries something in front
    / >walks with a box in P arms / >brings a box / >carries a crate / >walks along with something in
    both hands / >carries a package / >carries something while walking / >walks holding something in
    front / >delivers a box / >carries a tray / >walks while carrying something / >bears a load in front
    while walking / >holds a box and walks
carries a big stone step by step / staggers forward under a heavy load / carries a very heavy object
    forward with bent knees / >carries something very heavy / >carries a heavy load / >lugs something
    heavy / >walks with a heavy load / >staggers along with a heavy load / >hauls a heavy stone /
    >carries a rock / >moves a heavy stone on foot
lifts a heavy object to chest height and pushes it onto something / heaves a heavy stone up onto a ledge
    / bends down and lifts a heavy stone off the ground / squats and heaves up something very heavy /
    >lifts a heavy stone / >hoists something heavy / >lifts a weight from the ground / >heaves something
    heavy up / >lifts a big rock / >picks up a heavy rock / >strains to lift something heavy / >lifts
    something very heavy / >struggles with a heavy weight
pushes something heavy / pushes a heavy object forward / pushes something with both hands / pushes a
    heavy box with both arms / leans in and pushes hard / pushes hard against a heavy object with both
    hands / strains to push a heavy object / leans forward and pushes with all P might / >pushes /
    >pushes hard / >shoves something heavy / >pushes a wall / >pushes against something / >pushes with
    both hands / >shoves a heavy box / >gives something a push / >pushes a car / >pushes against a wall
    / >pushes as hard as possible / >leans into something and pushes / >pushes something along / >shoves
    with both arms / >presses against something with both hands / >puts all P weight into a push /
    >moves something heavy by pushing / >tries to push something away / braces P legs and pushes a wall
    / tries to push something that does not move
pulls a rope / tugs on a rope / pulls on a rope with both hands / leans back and pulls a rope / pulls
    something heavy towards P body / plays tug of war / pulls hard with both arms again and again /
    >pulls / >pulls something / >pulls hard / >hauls on a rope / >drags something closer / >pulls on
    something / >gives a rope a pull / >heaves at a rope / >pulls something with both hands / >drags on
    a rope / >pulls at a rope with all P might / >tugs hard on something / >hauls something in / >yanks
    on a rope / >pulls something heavy / >tries to pull something closer / >pulls with both arms
drinks from a bottle / lifts a bottle to P mouth and drinks / opens a bottle and drinks / drinks
    something / takes a sip of a drink / drinks a soda / tips P head back and drinks / >drinks / >has a
    drink / >takes a drink / >drinks water / >has a sip / >drinks from a cup / >takes a swig / >drinks
    from a can / >drinks out of a glass / >has some water / >takes a gulp / >gulps something down /
    >raises a glass and drinks / >brings a drink to P mouth / >takes a sip / >drinks a beer / >drinks a
    cup of coffee / >lifts a cup to P lips / >tips a bottle to P mouth
talks on the phone / makes a phone call / stands and talks on a cell phone / >phones someone / >is on
    the phone / >calls someone on the phone / >is on a call / >chats on the phone / >speaks on the phone
    / >takes a phone call / >answers the phone / >holds a phone to P ear / >makes a call / >talks into a
    mobile phone / >has a phone conversation / >picks up the phone and talks / >answers a call / >talks
    on a mobile / >phones a friend / >stands with a phone to P ear / >has a phone call / >calls someone
holds a phone to P S ear / answers the phone with P S hand / lifts a phone to P S ear and talks / >talks
    on a phone in P S hand / >talks on the phone with P S hand / >holds a mobile to P S ear / >puts a
    phone to P S ear / >stands with a phone at P S ear / >takes a call at P S ear / >lifts a phone to P
    S ear / >answers a call with P S hand
types on a keyboard / types with both hands / stands and types / uses a computer at a standing desk /
    looks down and types on an imaginary keyboard / >types / >works at a computer / >works on a laptop /
    >types on a computer / >uses a computer / >types an email / >writes on a keyboard / >works at a
    keyboard / >taps away on a keyboard / >types something in / >moves P fingers as if typing / >hits
    keys with both hands / >uses a keyboard / >enters text on a keyboard / >types text / >works on a
    computer
knocks on a door / stands in front of a door and knocks / raises P S fist and knocks on a door / >knocks
    / >knocks at the door / >knocks at a door / >raps on a door / >bangs on a door / >gives a door a
    knock / >knocks as if at a door / >taps on a door / >knocks on something in front / >asks to be let
    in with a knock / >makes a knocking motion / >does a knock on a door
knocks on the door N / knocks N / knocks on a door N / >raps on the door N / >knocks at the door N /
    >raps on a door N / >gives a knock N / >taps on the door N / >bangs on the door N
washes a window / wipes a window / cleans a window with sweeping motions / scrubs a pane of glass in
    front / >cleans a window / >wipes the glass / >scrubs a window / >wipes a pane of glass / >wipes the
    window clean / >polishes a window / >washes the glass / >makes wiping motions in front / >cleans the
    glass / >wipes a wall / >does the windows / >cleans a pane with a cloth / >wipes down a window
washes P body / rubs P arms and body as in a shower / takes a shower, washing with both hands / >takes a
    shower / >showers / >washes / >has a shower / >scrubs P body / >bathes / >washes under a shower /
    >cleans P body / >lathers up under a shower / >rubs soap over P body
steers a car while seated / holds a steering wheel and drives / sits and drives a car / >drives a car /
    >drives / >sits at the wheel / >sits behind a steering wheel / >drives along / >is driving a car /
    >acts as if driving / >turns a steering wheel / >sits in a car and drives / >goes for a drive /
    >pretends to drive a car
holds up a torch in one hand / stands holding a torch up / >holds a torch / >carries a torch up high /
    >holds a lamp up / >holds up a light / >holds a torch aloft / >stands with a torch / >lights the way
    with a torch
operates something in front / reaches forward with one hand to press something / reaches out to use an
    object / >presses a button / >pushes a button / >uses a device in front / >presses something in
    front / >pulls a lever / >reaches out and uses something / >interacts with something / >touches
    something in front / >uses a machine / >flips a switch
takes an object and uses it / holds an item up and uses it / >uses something / >uses an item / >uses an
    object / >takes out an item / >holds up an object / >takes a tool and uses it
reaches out and picks up an object / picks something up / grabs something in front / >grabs something /
    >takes something / >grabs an object / >takes an object / >reaches for something and takes it /
    >reaches out and grabs something / >takes something in front / >picks an object up / >gets hold of
    something / >reaches forward and takes something
kneels and repairs an object / kneels down and fixes something on the ground / >kneels and fixes
    something / >repairs something on the ground / >works on something on the floor, kneeling / >repairs
    something / >fixes something / >kneels and works on something / >mends something on the ground /
    >does a repair on P knees
plays the guitar / stands and plays the guitar / strums a guitar / holds a guitar and strums it / plays
    an air guitar / pretends to play guitar / >plays guitar / >plays air guitar / >jams on a guitar /
    >plays a song on the guitar / >strums the guitar / >rocks out on a guitar / >plays a guitar /
    >strums chords / >does air guitar / >acts like a guitarist / >mimes playing the guitar / >shreds on
    a guitar / >plays like a guitar player / >plays an imaginary guitar / >performs on the guitar
plays the violin / plays a violin / stands and plays the violin / holds a violin under P chin and plays
    / pretends to play the violin / bows a violin with P S arm / >plays violin / >does air violin /
    >plays the fiddle / >fiddles / >plays an imaginary violin / >plays a fiddle / >mimes playing the
    violin / >draws a bow across a violin / >acts like a violinist / >performs on the violin / >plays a
    tune on the violin
plays imaginary drums / plays the drums in the air / does air drumming / drums in the air with both
    hands / pretends to play the drums / mimes drumming with both arms / >plays the drums / >drums /
    >plays drums / >does air drums / >plays air drums / >beats the drums / >bangs on drums / >plays a
    drum kit / >acts like a drummer / >hits drums in the air / >beats the air with drum sticks / >drums
    on an imaginary drum kit / >plays a drum solo / >drums along to music
conducts an orchestra / directs an orchestra / conducts with both arms / moves both arms like a
    conductor / pretends to be a conductor / conducts music, beating time with both hands / >conducts
    music / >conducts / >acts like a conductor / >leads an orchestra / >directs a choir / >conducts a
    choir / >waves a baton / >beats time with both arms / >moves P arms like a maestro / >conducts an
    imaginary orchestra / >leads a band with P arms / >does conducting motions / >conducts with a baton
directs traffic with P arms / waves traffic along with P hands / stands and signals to cars with both
    arms / >directs traffic / >regulates the traffic / >guides cars with P arms / >signals to drivers /
    >acts like a traffic cop / >conducts traffic / >does traffic signals / >regulates traffic like a
    policeman / >gives hand signals to cars / >directs cars / >signals to traffic with both arms
signals with both arms like a referee / stands and gives referee signs with P arms / makes hand signals
    like a basketball referee / >makes referee signs / >is a referee / >gives referee signals / >acts
    like a referee / >makes referee gestures / >does basketball referee signals / >gives signals as an
    umpire / >signals a foul / >calls a foul with P arms
swings a golf club / takes a golf swing / plays golf / hits a golf ball / practices a golf swing / >does
    a golf swing / >hits a golf shot / >does a golf shot / >plays a golf shot / >swings at a golf ball /
    >makes a golf swing / >drives a golf ball / >swings like a golfer / >performs a golf swing / >hits a
    drive / >acts like a golfer / bends over, swings a golf club and looks after the ball
swings a bat with both hands / swings a baseball bat / hits a baseball with a bat / takes a batting
    stance and swings / winds up and swings a bat / plays baseball, swinging the bat / >swings a bat /
    >plays baseball / >bats / >hits a ball with a bat / >bats a ball / >does a baseball swing / >swings
    at a pitch / >hits a home run / >goes to bat / >swings a bat at a ball / >acts like a batter /
    >takes a swing with a bat / >performs a bat swing / >bats like a baseball player
swings a tennis racket / plays tennis / hits a tennis ball with a forehand / plays a forehand stroke /
    >swings a racket / >does a tennis swing / >hits a tennis ball / >plays a tennis stroke / >hits a
    ball with a racket / >takes a swing with a racket / >returns a tennis ball / >does a tennis stroke /
    >hits a forehand / >swings a racquet / >plays some tennis / >acts like a tennis player / >makes a
    tennis swing / hits a tennis ball with a racket
hits a tennis ball with a backhand / plays a backhand stroke / >does a backhand
dribbles a ball forward / dribbles a basketball while walking forward / walks forward bouncing a ball /
    >dribbles a ball / >dribbles a basketball forward / >dribbles forward / >plays basketball / >bounces
    a basketball and walks / >dribbles a basketball / >walks while bouncing a ball / >bounces a ball
    while going forward / >moves ahead dribbling a ball
walks backwards bouncing a ball / dribbles a basketball while walking backwards / >dribbles backwards /
    >dribbles a ball backwards / >bounces a ball while backing up / >goes backwards dribbling a
    basketball / >backs up bouncing a basketball
moves sideways bouncing a ball / dribbles a basketball while moving sideways / >dribbles sideways /
    >dribbles a ball sideways / >bounces a ball while stepping sideways / >goes sideways dribbling a
    basketball
bounces a ball forward, turning S / dribbles a basketball and makes turns to the S / >dribbles and turns
    S / >dribbles a ball to the S / >dribbles a basketball and turns S / >bounces a basketball while
    turning S / >takes S turns while dribbling
dribbles a basketball and then shoots it / bounces a ball and takes a shot at the basket / >dribbles and
    shoots / >dribbles and takes a shot / >bounces a basketball and throws it at the hoop / >dribbles
    and then shoots a basket / >dribbles up and shoots at the hoop / >goes for a basket after dribbling
punches / throws punches / strikes the air / fights with P fists / >throws a punch / >does a punch /
    >hits the air / punches the air / throws punches from a fighting stance / >throws a few punches /
    >hits out / >strikes with a fist / >lashes out with a fist / >hits something with a fist / >does a
    boxing punch / >delivers a punch / >punches someone / >throws a fist / >gives a punch / >strikes out
    with P fists / >hits with a fist / >performs a punch / >takes a swing at someone / >makes punching
    motions / throws punches with both fists
boxes / stands in a boxing stance and jabs / shadowboxes with jabs and hooks / moves around boxing,
    throwing punches / >shadowboxes / >does boxing / >does shadow boxing / >spars with an imaginary
    opponent / >jabs and hooks / >boxes the air / >trains boxing / >throws jabs and hooks like a boxer /
    >acts like a boxer / >does a boxing workout / >fights like a boxer / >works out like a boxer /
    >boxes against the air
throws straight punches with the S hand / jabs with P S fist / throws S jabs / punches with P S hand /
    punches with P S fist / >throws a S punch / punches with the S hand / >throws a punch with P S hand
    / >hits with P S fist / >strikes with P S fist / >does a S hand punch / >jabs with P S hand /
    >throws a S straight / >delivers a punch with P S fist / >strikes out with the S hand
stands in a fighting stance / holds P fists up, ready to fight / bounces in a guard stance / >gets ready
    to fight / >is ready to fight / >takes up a fighting stance / >goes into a fighting stance / >stands
    on guard / >puts up P fists / >puts up P dukes / >is in a fighting stance / >has P guard up / >takes
    a boxing stance / >does a fight idle / >waits in a fighting stance
blocks an attack with P arms / raises P guard to block / >blocks / >blocks a blow / >defends with P arms
    / >puts up P guard / >blocks a punch / >wards off a blow / >parries a blow / >guards P face with P
    arms / >does a block / >holds up P arms to block
recoils from a hit / reacts to a blow / flinches as if hit / >gets hit / >takes a hit / >is hit / >gets
    punched / >gets struck / >is struck / >is hit and recoils / >takes a punch / >takes a blow /
    >staggers from a hit / >reels from a blow / >jerks back as if hit / >does a hit reaction / >gets hit
    and flinches / >reacts to being hit
practises martial arts / does a kata / performs a karate form / does karate with punches and blocks /
    trains karate moves with punches and kicks / >does martial arts / >does karate / >practises karate /
    >performs martial arts / >does kung fu / >does a martial arts form / >trains karate / >performs a
    kata / >does karate moves / >goes through a kata / >does fighting moves / >practises kung fu /
    >shows martial arts moves / >does taekwondo / >trains martial arts / >does a karate routine
swings a sword down with both hands / lifts both hands overhead and chops down while stepping forward /
    makes sword cuts / slashes with a sword / >swings a sword / >slashes / >chops with a sword /
    >slashes down with a sword / >strikes with a two-handed sword / >cuts with a sword / >swings a big
    sword / >hacks at something with a sword / >does a sword slash / >attacks with a sword / >makes a
    sword attack / >brings a sword down / >slashes with a blade / >does an overhead sword strike /
    slashes with a two-handed sword
swings a sword / practises sword strokes / fences with a sword / swings one arm as in swordplay /
    >fights with a sword / >fences / >practises with a sword / >does sword practice / >strikes with a
    sword / >attacks with a sword / >does fencing / >trains with a sword / >plays with a sword / >does
    sword moves / >makes sword strokes
thrusts a sword forward / stabs forward with a weapon / >stabs / >stabs with a sword / >lunges with a
    sword / >pokes with a sword / >stabs with a blade / >does a stab / >makes a stabbing motion /
    >thrusts a blade forward / >attacks with a stab / >stabs someone with a sword
holds a sword in a fighting stance / stands ready with a sword / >holds a sword / >is ready with a sword
    / >waits with a sword in hand / >holds up a sword / >stands armed with a sword / >stands on guard
    with a sword / >does a sword idle
spins around swinging a weapon / whirls around with a two-handed weapon / >does a spin attack / >does a
    spinning sword attack / >swings a weapon in a full circle / >whirls round with a sword / >does a
    whirlwind attack / >spins with a sword
aims and shoots / fires a gun held in front / shoots a gun / >shoots / >fires a gun / >shoots at
    something / >fires a shot / >fires a pistol / >shoots a pistol / >aims a gun and fires / >pulls the
    trigger / >takes a shot with a gun / >fires a weapon / >shoots with a gun / >shoots at a target /
    >opens fire / >does a shooting motion
aims a gun with both hands / holds a gun at the ready / points a gun forward / >aims a gun / >aims /
    >points a gun / >takes aim / >aims a pistol / >holds up a gun and aims / >points a gun at someone /
    >aims at a target / >takes aim with a gun / >aims a weapon forward / >has a gun aimed
reloads a gun / loads a weapon / changes the magazine of a gun / loads a rifle / reloads a rifle /
    >reloads / >puts in a new magazine / >reloads a weapon / >changes the clip of a gun / >loads a gun /
    >swaps the magazine / >puts bullets in a gun / >does a reload / >reloads a pistol
shoots an arrow with a bow / draws a bow and releases the arrow / >shoots a bow / >does archery /
    >shoots with a bow / >fires an arrow / >fires a bow / >draws a bow and shoots / >lets an arrow fly /
    >shoots arrows / >does an archery shot / >shoots like an archer
casts a spell with P hands / raises one hand to cast a spell / thrusts P hand forward as if casting a
    spell / raises P hands as if casting magic / >casts a spell / >does magic / >does a magic spell /
    >casts magic / >uses magic / >acts like a wizard / >performs a spell / >throws a spell / >does a
    spell casting motion / >makes magic with P hands / >casts a fireball / >works magic with P hands /
    >sends out magic from P hands
powers up with clenched fists / gathers energy in a low, wide stance / stands in a wide squat and tenses
    P whole body / >powers up / >charges up / >gathers power / >charges energy / >builds up energy /
    >tenses up and gathers strength / >does a power up / >powers up like in an anime
kneels and protects P head / takes cover on one knee with raised arms / defends by crouching behind P
    arms / >takes cover / >ducks and covers / >crouches and covers P head / >ducks behind P arms /
    >hides behind P arms / >shields P head on one knee / >gets down and takes cover / >ducks for cover /
    >cowers behind P arms
taunts an opponent / makes a taunting gesture / >taunts / >mocks someone / >mocks an opponent / >makes
    fun of someone / >teases someone / >provokes someone / >does a taunt / >challenges someone with a
    gesture / >jeers at someone / >dares someone to come on
pumps P fist in victory / makes a fist and pumps it / celebrates with a fist pump / clenches a fist in
    triumph / >pumps P fist / >does a fist pump / >does a victory pump / >celebrates with P fist /
    >makes a yes gesture with a fist / >gives a fist pump / >punches the air in triumph / >shows triumph
    with a fist / >pulls in P fist in triumph
cheers with both arms / throws P arms up and cheers / celebrates by raising both arms / celebrates,
    pumping both fists / pumps both fists in the air / >cheers / >celebrates / >rejoices / >celebrates
    with both arms up / >throws P hands in the air and cheers / >raises P arms in victory / >does a
    victory pose / >cheers with P arms up / >celebrates a goal / >celebrates a win / >raises both arms
    in triumph / >throws both arms in the air / >does a victory celebration / >cheers like a fan /
    >celebrates a victory / cheers with both arms up / cheers and pumps P fists
jumps for joy with one fist raised / leaps in triumph / celebrates with a jump and a raised fist /
    >jumps for joy / jumps for joy with one fist up / >jumps in celebration / >leaps for joy / >hops up
    with joy, fist in the air / >celebrates with a jump / >jumps up cheering / >jumps and punches the
    air in joy
shakes P arms in anger / has a fit of rage / swings P arms angrily / throws P arms about in anger /
    stands there furious, swinging both arms / >is angry / >gets angry / >rages / >throws a tantrum /
    >has a tantrum / >loses P temper / >is furious / >gets mad / >is mad / >acts angry / >throws a fit /
    >waves P arms in rage / >is raging / >gesticulates angrily
dances / performs a dance / does a lively dance routine / >does a dance / >is dancing around / >dances
    to music / >does some dancing / >dances around / >has a dance / >gets down to music / >moves to
    music / >moves to the music / >boogies / >grooves / >dances to a song / >shows some dance moves /
    >shows off dance moves / >does some dance moves / >busts a move / >busts some moves / >performs some
    dance moves / >is dancing / >gets P groove on / >has a boogie / >hits the dance floor / >dances
    about / >dances along / dances on the spot
performs a salsa dance / does salsa steps / steps and turns in a salsa dance / dances salsa / >does the
    salsa / >dances a salsa / >performs salsa / >does a salsa dance / >does a latin dance / dances a
    latin dance / >dances salsa steps / >moves through salsa steps / >does a salsa / >shows some salsa
    steps
breakdances / performs a breakdance routine / does breakdance footwork / dances breakdance moves on the
    floor / >does breakdance / >does break dancing / >dances breakdance / >does some breakdancing /
    >performs breakdance moves / >does breakdance moves / >spins on the floor in a breakdance / >does
    hip hop floor moves / >dances on hands and feet on the floor / >shows breakdance moves / >performs a
    breakdance / dances on P hands and feet
does the ymca arm dance / spells out letters with raised arms while dancing / >dances the ymca / >does
    the ymca / >dances to ymca / >makes the letters of ymca with P arms / >performs the ymca / >forms
    letters with P arms
performs an indian dance / does an indian dance with precise arm poses / dances a classical indian dance
    / dances bharatanatyam with bent knees / >dances an indian dance / >does an indian dance / >does
    bharatanatyam / >performs bharatanatyam / >does a classical indian dance / >performs a classical
    indian dance / >shows an indian dance / >dances in the indian style / >dances like in india
performs modern ballet with a turning leap / >dances ballet with a turning leap / >does ballet with a
    turning leap / >dances modern ballet and leaps with a turn / >does a turning leap in a ballet dance
    / >performs a ballet dance with a turning leap
dabs / does a dab / strikes a dab pose / >hits a dab / >does the dab / >hits the dab / >performs a dab /
    >makes a dab / >does a dabbing move / >throws a dab / >drops a dab
exercises / works out / does warm-up exercises / does gymnastics on the spot / does aerobics / >does
    exercises / >does a workout / >warms up / >does some exercises / >trains / >does a fitness routine /
    >does warm-ups / >keeps fit / >does gymnastics / >does calisthenics / >does sports / >gets some
    exercise / >does an exercise routine / >limbers up / >does fitness exercises / >has a workout /
    >does physical training
does push-ups / does several push-ups / performs push-ups on the ground / >does some push-ups / >does
    press-ups / >does press-ups on the floor / >pushes P body up from the floor again and again /
    >performs several push-ups / >drops and does push-ups / >trains with push-ups / >performs push-ups /
    >does a set of push-ups / >works out with push-ups / >performs press-ups / >knocks out some push-ups
does sit-ups / performs sit-ups on the floor / does abdominal crunches / >does crunches / >does some
    sit-ups / >performs sit-ups / >performs crunches / >does crunches on the floor / >works P abs /
    >trains P abs / >does ab crunches / >does a set of sit-ups / >sits up and lies back again and again
    / >does stomach crunches / >works out with sit-ups
does a cartwheel / performs a cartwheel / turns a cartwheel / cartwheels sideways / >cartwheels / >makes
    a cartwheel / >goes into a cartwheel / >does a cartwheel to the side / >turns cartwheels / >goes
    over sideways in a cartwheel / >performs a sideways cartwheel / >flips over sideways on P hands /
    >goes over P hands in a cartwheel
does a backflip / performs a backflip / jumps and flips over backwards / does a high backflip /
    >backflips / >does a back flip / >flips backwards / >does a backwards flip / >does a backward
    somersault in the air / >makes a backflip / >somersaults backwards in the air / >throws a backflip /
    >jumps into a backflip / >does a back somersault / >leaps and flips backwards / >flips over
    backwards / >lands a backflip
does a side flip / flips over sideways in the air / does an acrobatic flip / >flips sideways / >performs
    a side flip / >does a sideways flip / >does a side somersault in the air / >makes a side flip /
    >performs a sideways flip
does a forward roll / rolls over forward on the ground / does a somersault and gets up / >does a
    somersault / >rolls forward / >somersaults / >does a roly-poly / >rolls over P head / >performs a
    forward roll / >does a roll on the ground / >performs a somersault / >rolls on the floor and gets up
    / >tumbles forward / >does a roll / >tucks and rolls / >goes into a forward roll / >does a dodge
    roll
swims forward / does a breaststroke / moves P arms and legs as if swimming / >swims / >does swimming
    motions / >does swimming strokes / >makes swimming motions / >swims breaststroke / >does the
    breaststroke / >goes for a swim / >swims along / >moves as if swimming / >swims through water /
    >takes swimming strokes
treads water / floats upright, paddling with arms and legs / >stays afloat / >keeps afloat / >floats in
    the water / >stays afloat in deep water / >paddles in place in the water / >keeps P head above water
    / >does a swimming idle
talks, moving P hands / chats while gesturing / stands and talks with hand gestures / >talks / >talks
    with P hands / >chats / >speaks, gesturing / >is talking / >talks and gestures / >speaks with hand
    gestures / >talks to someone / >has a conversation / >has a chat / >explains something with P hands
    / >gestures while talking / >chats with someone / >talks with lively hands / >speaks to someone /
    >discusses something / >explains something / >gesticulates while talking
chats while seated / sits on a chair and talks with P hands / >talks while sitting / >sits and talks /
    >sits and chats / >talks while seated / >has a chat sitting down / >sits and talks to someone /
    >talks on a chair / >speaks while seated / >sits talking / >is sitting and talking
calls someone over with P hands around P mouth / bends forward and shouts with hands cupped at the mouth
    / >shouts to someone / >calls out loud / >shouts / >yells to someone / >calls out to someone /
    >hollers through cupped hands / >shouts through cupped hands / >yells with P hands at P mouth /
    >calls loudly to someone far away / >shouts for someone
responds by lifting one arm high / raises a hand high to answer a call / puts a hand up in the air to
    reply / >raises a hand to answer / >puts a hand up to answer / >raises an arm to say here / >lifts a
    hand as if in class / >answers by raising a hand / >puts up a hand like a pupil / >raises a hand in
    reply
catches P breath, bent over on P knees / hunches over on P knees, panting / kneels bent forward, out of
    breath / >is out of breath / >pants / >rests on one knee, out of breath / >kneels, worn out /
    >kneels and pants / >kneels to catch P breath / >rests on P knee, exhausted / >gets P breath back on
    one knee / >is worn out and kneels
points to P S with P S hand / extends P S arm to point to the S / >lifts P S arm and points to the S /
    >points S with P S hand / >stretches P S arm out to the S and points / >aims P S finger to the S /
    >shows something on P S with P S hand
throws something N / >does a throw N / >hurls something N / >throws an object N / >tosses something N /
    >chucks something N / >makes a throw N
does # throws / performs # throws / >makes # throws / >throws something # times
picks something up from the floor and holds it up high / bends over, scoops something up and lifts it
    overhead / >picks something up and lifts it over P head / >takes something from the floor and raises
    it overhead / >bends down, grabs something and holds it up / >lifts something from the ground up
    above P head / >picks an object up and puts it up high / >gets something off the floor and lifts it
    overhead
punches N / punches the air N / >throws a punch N / >strikes with a fist N / >hits the air N / >gives a
    punch N / >lands a punch N / >does a punch N
punches with the S hand N / punches with P S hand N / >throws a S punch N / >hits with P S fist N /
    >strikes with P S fist N / >punches N with the S hand / >jabs with P S hand N
does # punches / performs # punches / >throws # punches / >punches # times / >makes # punches /
    >delivers # punches / >does # punches in a row
)";
}

}  // namespace im
