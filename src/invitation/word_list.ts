/**
 * 512 short English words that are easy to say. No two start with the same four letters, so four letters identify a word.
 * Their order does not matter: a code is sent as its words.
 */
export const WORD_LIST: readonly string[] = `
acorn actor adult agent alarm album alley almond alpine amber anchor angle animal ankle apple april apron arch
arctic arena armor arrow artist aspen atlas attic august autumn avocado award badge bagel baker balcony ballet
bamboo banana bandit banjo barley barrel basil basket beach beaver bench berry bicycle bison blanket blossom
blue board bonfire book bottle boulder bowl bracket branch bread breeze brick bridge bronze broom brush bubble
bucket buffalo bugle butter cabin cable cactus camel candle canoe canvas canyon caramel carbon cargo carpet
carrot castle cedar cello center chalk chapel cheese cherry chess chicken chimney cider cinema circle citrus
clay cliff clock cloud clover coast cobalt cocoa coffee comet compass cookie copper coral corner cotton cousin
cowboy crane crater crayon cricket crown crystal cuckoo curtain cushion cycle daisy dancer dawn deck deer delta
dentist desert diamond diesel dinner doctor dolphin domino donkey dragon drawer dream drum dune eagle early
easel echo eclipse editor eight elbow emerald engine escape fabric falcon family farmer fence ferry fiddle field
finger flag flour flute forest fork fossil fox frost fruit fudge galaxy gallop garden garlic garnet gate gecko
geyser ghost giant ginger glass globe glove goat gold goose grape gravel green guitar gull habit hammer harbor
hazel heart hedge helmet herald hermit heron hiking hockey honey hood horse hotel hover hunter husky igloo image
inch indigo insect iris iron island ivory jacket jaguar jazz jelly jigsaw jockey jumper june jungle kayak keeper
kernel kettle kimono kite kiwi knight koala ladder lagoon lake lamp laptop lava lawn legend lemon letter lily
linen lion lizard llama locket logic lotus lumber lunar lynx magnet mango maple marble market marsh meadow medal
melon mentor metal meteor mill mint mirror mitten model monday monkey moon mosaic moth motor mouse muffin mule
museum music napkin narrow navy nectar needle nephew nest nickel night ninja noodle north novel nugget number
nutmeg oasis ocean office olive onion opal opera orange orbit orchid organ osprey otter oven owl oxygen oyster
paddle palace palm panda paper parade parrot pastry peach peanut pebble pencil pepper piano picnic pigeon pillow
pilot pine pirate pizza planet plaza plum pocket poem polar pond pony poplar poppy potato powder prism puffin
puppet purple puzzle quail quartz queen quilt quiver rabbit radar radio raft raisin ranch raven recipe reef
ribbon rice ridge river robin rocket rodeo roof rope rose ruby rudder runner rustic saddle sailor salad salmon
sandal satin sauce scarf school season seven shadow shark shovel sierra silver singer sister sketch skier snail
snow soccer sofa solar sonnet soup spark sphinx spider spoon spring squid statue stone storm stream studio sugar
summer sunset surf swing symbol syrup table tailor tango target taxi teacup temple tennis ticket tiger timber
toast tomato topaz totem towel train tribe tulip tundra tunnel turkey turtle tutor twelve twig uncle union upper
urban usher vacuum valley vase velvet vendor venus verse vine violin voyage waffle wagon walnut walrus water
wave weasel whale wheat willow window winter wizard wolf wonder wool worker wreath yacht yard yellow yeti yodel
yogurt young zebra zenith zephyr zigzag zinc zodiac zone
`.trim().split(/\s+/);
