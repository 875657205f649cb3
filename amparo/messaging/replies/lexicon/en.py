from amparo.messaging.replies.lexicon import Lexicon

WORDS = Lexicon(
    yes=r"yes|yep|yeah|yea|yup|yah|y|sure|sure thing|affirmative|absolutely|definitely|of course|one|yes maam|yes sir|for sure|"
    r"i will|i can|i do|count me in|im in|i am in|im down|will do|yes i can|yes i will|i accept|accept|accepted|copy|roger|"
    r"im available|available|i volunteer|sign me up|you got it|ill do it|ill take it|ready|im ready",
    going=r"(?:i ?m|i am|we ?re|we are|me and \w+ are) (?:on (?:my|our|the) way|coming|going|headed|heading|en ?route|leaving|"
    r"driving|walking|biking|almost there|close by|nearby|on it|down to go)|on (?:my|our|the) way|omw|otw|en route|enroute|"
    r"^(?:going|coming|heading (?:there|over|out|now)|headed (?:there|over))|(?:i ?ll|i will|we ?ll|we will|can) (?:be there|come|go|"
    r"head over|make it|make it there|attend|respond)|(?:i|we) can (?:come|go|make it|be there|get there|head over|respond)|"
    r"i will be there|^be there|^will be there|leaving now|leaving (?:my )?(?:house|home|work) now|just left|"
    r"see (?:you|u|ya) (?:there|soon)|count me in|im in\b|on it\b|^there in|getting in (?:my|the) car|"
    r"(?:min|mins|minutes) (?:away|out)",
    no=r"no|nope|nah|n|negative|two|no thanks|no thank you|no sorry|sorry no|not (?:me|today|tonight|now|this time|available|able)|"
    r"im out|pass|decline|declined|unavailable|busy|working|at work|out of town|im sick|sick|away|no can do|sorry",
    cannot=r"^no (?:sorry|i|im|thanks|thank|ride|car|way|working|busy|not|can|wont|cant|time|childcare|sitter|chance)\b.*|cant(?! (?:stop|wait|talk|believe|text))|can not|cannot|wont be able|wont make it|unable|not able to|not going(?! to lie)|im not coming|not coming|wont|will not|"
    r"not available|unavailable|couldnt|could not|dont have (?:a )?(?:car|ride|childcare|transportation)|no ride|no car|"
    r"im (?:at work|working|busy|sick|out of town|away|stuck)|i am (?:at work|working|busy|sick|out of town|away)|"
    r"have to (?:work|decline)|out of town|no longer able|not this time|never ?mind|not today|not tonight|"
    r"i have to (?:pass|cancel|back out)|count me out|too far",
    arrived=r"(?:i ?m|i am|we ?re|we are) (?:here|there|on ?site|on scene|at the (?:corner|scene|site|place|spot|location))|^here$|^here now$|^arrived?$|"
    r"(?:i|we|i have|ive|just|have) (?:just )?arrived|got here|just got (?:here|there)|^on ?site|^on scene|^on the scene|^at the (?:corner|scene|site|location)|"
    r"^made it(?: here)?$|im parked|reached the (?:place|corner|site)|^arrive[d]? now|^there now$",
    help=r"^help|need (?:some )?(?:help|backup|back up|support|assistance)|help (?:me|us|please)|please help|send help|send (?:more )?(?:people|backup)|"
    r"^assistance|in trouble|^sos|^four$",
    home=r"home safe|safe (?:at )?home|(?:i ?m|i am|we ?re|got|made it|arrived|back|returned|now|reached) (?:back )?(?:safe(?:ly)? )?(?:at )?home|^home$|^home now|"
    r"safely home|^im safe at home|home and safe|back at (?:my|our) (?:house|place)|^back home|^home ok|home safely",
    question=r"^(?:where|what|whats|when|who|whos|why|how|which|is|are|do|does|did|should|could|can (?:you|i|we|someone|anyone)|will|would)\b|"
    r"where (?:is|exactly|do|should|are)|what (?:time|street|address|corner|is)|who is this|is (?:it|this) (?:real|true|confirmed|still)|"
    r"how (?:many|long|far)|do you (?:still )?need|still need|whats (?:going on|happening|the)|should i|can you (?:tell|send|say)|"
    r"which (?:one|corner|street)|wrong number|new phone who|i have a question|^question",
    condition=r"if|unless|depends|depending|maybe|perhaps|might|possibly|probably|as long as|provided|try to|ill try|i will try|trying|"
    r"let me (?:check|see|ask|find)|have to (?:check|ask|find)|need (?:to (?:check|ask|find)|a (?:ride|babysitter|sitter|car))|waiting (?:for|on)|"
    r"once (?:i|my|the)|as soon as|when (?:i|my)|until|not sure|i think|hopefully|should be able|could be|on standby|stand ?by|"
    r"can (?:somebody|someone|anyone) (?:drive|pick)|only",
    later=r"tomorrow|tmrw|tmw|later|tonight|next (?:week|time|month|day)|another (?:day|time)|(?:this )?(?:afternoon|evening|weekend)|"
    r"(?:on |next )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|after (?:work|school|class|church|my|the|lunch|dinner)|after \d{1,2}(?::\d\d)? ?(?:am|pm)?|"
    r"before \d|around \d{1,2}(?::\d\d)? ?(?:am|pm)|at \d{1,2}(?::\d\d)? ?(?:am|pm|oclock)?|at (?:noon|midnight)|by \d{1,2}(?::\d\d)? ?(?:am|pm)|"
    r"when i (?:get off|finish|am done|get out)|day after|in the morning|a (?:few|couple(?: of)?) hours|couple hours|some hours|hours|in a (?:few )?days?",
    other=r"(?:he|she|they|ice|police|cops?|agents?|migra|somebody|someone|everyone|everybody|people|my (?:\w+ )?(?:brother|sister|son|daughter|husband|"
    r"wife|mom|mother|dad|father|friend|cousin|neighbor|boss|uncle|aunt|partner|roommate)|who|it|\w+ is|\w+ are|theyre|hes|shes|its|whos|"
    r"(?:a|the|some|your|their|two|three|more|another)\s\w+(?:\s\w+)?) "
    r"(?:is |are |was |were |will |can |might |said (?:\w+ )?|says )?(?:be )?(?:going|coming|on (?:his|her|their|the) way|headed|heading|go|come|here|leaving)|"
    r"was (?:going|coming|on my way|about to)|were (?:going|coming)|went|used to|would|wish|wanted to|almost went|going (?:to )?(?:work|bed|sleep|school|church|home|"
    r"the (?:doctor|hospital|store|gym|dentist|airport|bank|pharmacy|market)|court|class|crazy|nuts|insane|mad|through|on (?:a )?(?:vacation|trip)|on\b(?! my| our| foot)|back|away|"
    r"offline|dark|out of town|bankrupt|blind|viral|to (?:work|bed|sleep|school|church|be|the (?:doctor|hospital|store|gym|dentist|airport|bank)|have|miss|pass|skip|need|sit))|"
    r"coming (?:home|down with|back|from|out of|up)|(?:on (?:my|the) way|heading|headed|driving|walking) (?:home|back|to (?:work|bed|school|church|the (?:doctor|hospital|airport|store|gym|bank))|out of)|"
    r"not (?:going|coming|sure|ready|yet|on)|dont|didnt|isnt|arent|wasnt|never|no longer|stopped|instead|wish|forgot|thought|yesterday|last (?:week|night|month|year|time)|"
    r"tell (?:him|her|them|me)|told|said|say(?:s|ing)?\b|asked|nobody|no one|not yet|sarcas|lol|jk|just kidding|haha|yeah right|as if|whatever|in my dreams",
    emergency=r"arrest(?:ed|ing|s)?|detain(?:ed|ing|s)?|(?:taken|took|taking|grabbed|grabbing|snatched|kidnapp?(?:ed|ing)?|dragged|dragging) (?:him|her|them|me|us|my|a|an|the|someone|somebody|two|three|people|away|by|into)|"
    r"(?:was|were|got|been|being|is|are|getting) (?:just )?(?:taken|grabbed|snatched|handcuffed|cuffed|dragged|tased|beaten|hit|shot|stabbed|run over|pepper ?sprayed|tackled|kidnapped)|handcuff\w*|in cuffs|cuffed|in custody|"
    r"(?:i ?m|im|is|are|was|were|got|been|badly|somebody|someone|he|she|seriously) (?:\w+ )?(?:hurt|injured|wounded|bleeding|unconscious|unresponsive)|injur(?:y|ies|ed)|bleed(?:ing|s)?|blood|wounded|hurt bad|broken (?:arm|leg|bone)|"
    r"gun|guns|weapons?|rifle|pistol|knife|armed|firearm|shots?(?: fired)?|shoot(?:ing|er)?|shot (?:at|him|her|me|someone)|stabb(?:ed|ing)|tas(?:er|ed|ing)|pepper spray|tear gas|"
    r"ambulance|paramedics?|911|medic|medical|emergency|emergencies|heart attack|cardiac|stroke|seizure|seizing|cant breathe|can not breathe|not breathing|trouble breathing|"
    r"collapsed|passed out|fainted|overdose|asthma attack|allergic reaction|chest (?:pain|hurts|is tight)|(?:fell|hit|cracked|split) (?:\w+ ){0,3}?(?:his|her|their|my|the) (?:head|skull|face)|in labor|beat(?:ing)? (?:him|her|them|me|up)|attack(?:ed|ing) (?:him|her|us|me|them)|hit by a car|being attacked|"
    r"hitting (?:him|her|them|people|us|me)|pushed (?:him|her|me|us) (?:down|to)|they got (?:him|her|them|me)|they have (?:him|her) (?:on the ground|in)|on the ground|being taken|taking people|took (?:my|our)",
    no_emergency=r"(?:no|not|nobody|no one|noone|none|without|isnt|arent|wasnt|werent|didnt|never|dont see|no sign of|nothing|neither) (?:\w+ ){0,4}?(?:arrest|detain|taken|took|grabbed|hurt|injur|bleed|blood|gun|weapon|armed|shot|shoot|"
    r"knife|ambulance|911|emergency|medical|medic|cuffed|custody|wounded|unconscious)\w*(?: or \w+)?|"
    r"(?:arrest|surgery|heart attack|injur|hurt|stroke|detain|taken|emergency|medical|accident|ambulance|shot|gun|seizure|bleed|hospital)\w*.{0,40}\b(?:last (?:week|month|year|night|summer|winter|spring|fall)|years? ago|months? ago|weeks? ago|days? ago|yesterday|in (?:19|20)\d\d|back in|when i was|growing up)|"
    r"(?:last (?:week|month|year|night|summer)|years? ago|months? ago|weeks? ago|yesterday|back in|in (?:19|20)\d\d).{0,40}(?:arrest|heart attack|injur|hurt|stroke|detain|taken|emergency|shot|surgery)\w*|"
    r"(?:training|class|workshop|course|movie|film|video|article|book|story|drill|practice|test|leaflet|flyer|card|talk|meeting|news) (?:\w+ ){0,3}?(?:about|on|for|of) (?:\w+ ){0,3}?(?:arrest|emergency|first aid|medical|gun|weapon|detention)\w*|"
    r"(?:medical|emergency) (?:appointment|school|student|leave|bill|insurance|records?|training|contacts?|contact list|plan)|doctors? appointment|not an emergency|no emergency|flu shot|shots? of|vaccine|screenshot|long shot|give it a shot|best shot|"
    r"(?:sun|heat)stroke prevention|medic training|first aid|armed with|blood (?:drive|test|pressure)|cardiac rehab|glue gun|water gun|top gun|under the gun|jumped the gun|feelings? hurt|my feelings|couldnt hurt|cant hurt|wouldnt hurt|back hurts|feet hurt|knee hurts|head hurts",
    stop=r"(?:please )?(?:stop|quit) (?:text|messag|send|contact|call|bother|spam)\w*|(?:do not|dont) (?:text|message|contact|send|call|bother)\b|"
    r"(?:take|remove|delete|get|unsubscribe) (?:me|my (?:number|phone)|this number) (?:off|from|out)|(?:take|remove) (?:me|my number)$|unsubscribe me|opt me out|no more (?:texts|messages|sms|alerts)|"
    r"(?:leave me alone)|(?:i )?(?:want|would like|wish) to (?:unsubscribe|opt ?out|stop (?:receiving|getting))|"
    r"i dont want (?:any ?more )?(?:to (?:get|receive) )?(?:these |your |any ?more |more )*(?:texts|messages|alerts)|lose my number",
    start=r"(?:text|message|alert|sign|add) me (?:up )?again|(?:i )?want (?:to (?:get|receive) )?(?:the )?(?:texts|messages|alerts) again|resubscribe|opt me (?:back )?in|sign me back up|put me back on",
    courtesy=r"thanks|thank you|thx|ty|please|pls|ok|okay|hi|hello|hey|good morning|now|right now|asap|sorry|sir|maam|friends?|everyone|team|all|guys|god bless|stay safe|be safe|bye|and|with my \w+|too|also|right away|immediately|soon|today|compa|amigos?|love|got it|then|just|so|again",
)
