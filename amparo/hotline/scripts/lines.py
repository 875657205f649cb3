"""The words of each line. Short, to be read aloud; what the law of the United States gives everybody, and no advice for one case."""

LINES: dict[str, dict[str, str]] = {
    "not-alone": {
        "en": "You are not alone. I stay on the line. Are you safe where you are right now?",
        "es": "No está solo ni sola. Sigo en la línea. ¿Está a salvo donde está ahora?",
        "pt-BR": "Você não está só. Eu fico na linha. Você está em segurança onde está agora?",
        "ht": "Ou pa poukont ou. M ap rete nan liy nan. Èske w an sekirite kote w ye a kounye a?",
    },
    "silent": {
        "en": "You have the right to stay silent. You can say: I choose to stay silent. I want to speak with a lawyer.",
        "es": "Tiene derecho a guardar silencio. Puede decir: Elijo guardar silencio. Quiero hablar con un abogado.",
        "pt-BR": "Você tem o direito de ficar em silêncio. Pode dizer: Escolho ficar em silêncio. Quero falar com um advogado.",
        "ht": "Ou gen dwa pou w pa pale. Ou ka di: Mwen chwazi pa pale. Mwen vle pale ak yon avoka.",
    },
    "sign-nothing": {
        "en": "Do not sign anything before you have spoken with a lawyer.",
        "es": "No firme nada antes de hablar con un abogado.",
        "pt-BR": "Não assine nada antes de falar com um advogado.",
        "ht": "Pa siyen anyen anvan ou pale ak yon avoka.",
    },
    "door-closed": {
        "en": "You do not have to open the door. Keep it closed, and ask through it who they are and what they want.",
        "es": "No tiene que abrir la puerta. Manténgala cerrada y pregunte a través de ella quiénes son y qué quieren.",
        "pt-BR": "Você não precisa abrir a porta. Deixe-a fechada e pergunte através dela quem são e o que querem.",
        "ht": "Ou pa oblije louvri pòt la. Kite l fèmen, epi mande yo dèyè pòt la ki moun yo ye ak sa yo vle.",
    },
    "show-paper": {
        "en": "Ask them to slide the paper under the door or to hold it against a window, so that you can read it.",
        "es": "Pida que pasen el papel por debajo de la puerta o que lo muestren por una ventana, para poder leerlo.",
        "pt-BR": "Peça que passem o papel por baixo da porta ou que o mostrem pela janela, para você poder ler.",
        "ht": "Mande yo pase papye a anba pòt la oswa montre w li nan fenèt la, pou w ka li l.",
    },
    "which-warrant": {
        "en": (
            "Without your permission, they may come in only with a warrant that a judge signed, with the right address. "
            "Look for the name of a court and a judge's signature. A paper of an immigration office is not enough."
        ),
        "es": (
            "Sin su permiso solo pueden entrar con una orden firmada por un juez y con la dirección correcta. "
            "Busque el nombre de un tribunal y la firma de un juez. Un papel de la oficina de inmigración no basta."
        ),
        "pt-BR": (
            "Sem a sua permissão, só podem entrar com um mandado assinado por um juiz e com o endereço certo. "
            "Procure o nome de um tribunal e a assinatura de um juiz. Um papel da imigração não basta."
        ),
        "ht": (
            "San pèmisyon w, yo ka antre sèlman ak yon manda yon jij siyen, ak bon adrès la. "
            "Chèche non yon tribinal ak siyati yon jij. Yon papye biwo imigrasyon pa sifi."
        ),
    },
    "no-entry": {
        "en": "You can say: I do not agree that you come in. You do not have to say more.",
        "es": "Puede decir: No doy permiso para que entren. No tiene que decir más.",
        "pt-BR": "Pode dizer: Não dou permissão para vocês entrarem. Você não precisa dizer mais nada.",
        "ht": "Ou ka di: Mwen pa bay pèmisyon pou nou antre. Ou pa oblije di plis.",
    },
    "judge-signed": {
        "en": (
            "If a judge signed it and the address is right, step aside and do not resist. "
            "You can still stay silent, and say: I do not agree to any search beyond this warrant."
        ),
        "es": (
            "Si la firmó un juez y la dirección es correcta, hágase a un lado y no se resista. "
            "Aún puede guardar silencio y decir: No acepto ningún registro más allá de esta orden."
        ),
        "pt-BR": (
            "Se um juiz assinou e o endereço está certo, saia da frente e não resista. "
            "Você ainda pode ficar em silêncio e dizer: Não aceito nenhuma busca além deste mandado."
        ),
        "ht": (
            "Si yon jij siyen l epi adrès la bon, kite yo pase epi pa reziste. "
            "Ou ka toujou rete san pale, epi di: Mwen pa dakò ak okenn fouy ki depase manda sa a."
        ),
    },
    "came-in": {
        "en": (
            "Do not resist and do not touch anybody. Say clearly: I do not agree to this. "
            "Stay silent, watch, and remember what they look like and what they do."
        ),
        "es": (
            "No se resista ni toque a nadie. Diga con claridad: No doy permiso para esto. "
            "Guarde silencio, observe y recuerde cómo son y qué hacen."
        ),
        "pt-BR": (
            "Não resista e não toque em ninguém. Diga com clareza: Não concordo com isto. "
            "Fique em silêncio, observe e lembre como eles são e o que fazem."
        ),
        "ht": (
            "Pa reziste epi pa manyen pèsonn. Di klèman: Mwen pa dakò ak sa. "
            "Pa pale, gade, epi sonje kijan yo ye ak sa y ap fè."
        ),
    },
    "free-to-go": {
        "en": "Ask: Am I free to go? If they say yes, walk away calmly. Do not run.",
        "es": "Pregunte: ¿Puedo irme? Si dicen que sí, aléjese con calma. No corra.",
        "pt-BR": "Pergunte: Posso ir embora? Se disserem que sim, afaste-se com calma. Não corra.",
        "ht": "Mande: Èske m lib pou m ale? Si yo di wi, ale dousman. Pa kouri.",
    },
    "no-search": {
        "en": "You can say: I do not agree to a search. Do not resist if they search you anyway.",
        "es": "Puede decir: No acepto un registro. No se resista si lo registran de todos modos.",
        "pt-BR": "Pode dizer: Não aceito uma revista. Não resista se revistarem mesmo assim.",
        "ht": "Ou ka di: Mwen pa dakò pou yo fouye m. Pa reziste si yo fouye w kanmenm.",
    },
    "no-lie": {
        "en": "Do not lie and do not show false papers. Staying silent is always safer.",
        "es": "No mienta ni muestre papeles falsos. Guardar silencio siempre es más seguro.",
        "pt-BR": "Não minta e não mostre papéis falsos. Ficar em silêncio é sempre mais seguro.",
        "ht": "Pa bay manti epi pa montre fo papye. Pa pale toujou pi an sekirite.",
    },
    "film": {
        "en": (
            "In a public place you may watch and film from a safe distance. "
            "Do not stand in anybody's way. If an officer tells you to step back, step back and keep watching."
        ),
        "es": (
            "En un lugar público puede observar y grabar desde una distancia segura. "
            "No se ponga en el camino de nadie. Si un agente le pide que retroceda, retroceda y siga observando."
        ),
        "pt-BR": (
            "Em lugar público você pode observar e filmar de uma distância segura. "
            "Não fique no caminho de ninguém. Se um agente mandar recuar, recue e continue observando."
        ),
        "ht": (
            "Nan yon plas piblik ou ka gade epi filme nan yon distans ki an sekirite. "
            "Pa bare wout pèsonn. Si yon ajan di w fè bak, fè bak epi kontinye gade."
        ),
    },
    "work-area": {
        "en": (
            "At work, they need the employer's permission or a judge's warrant for the parts that are not open to the public. "
            "Stay calm, and do not run."
        ),
        "es": (
            "En el trabajo necesitan permiso del empleador o una orden de un juez para entrar donde no entra el público. "
            "Mantenga la calma y no corra."
        ),
        "pt-BR": (
            "No trabalho, precisam da permissão do empregador ou de um mandado de um juiz para entrar onde o público não entra. "
            "Fique calmo e não corra."
        ),
        "ht": (
            "Nan travay, yo bezwen pèmisyon patwon an oswa manda yon jij pou antre kote piblik la pa antre. "
            "Rete kalm epi pa kouri."
        ),
    },
    "car-stop": {
        "en": "Stop in a safe place when they signal. Turn off the engine. Keep your hands where they can be seen.",
        "es": "Deténgase en un lugar seguro cuando le hagan señas. Apague el motor. Ponga las manos donde se vean.",
        "pt-BR": "Pare em lugar seguro quando mandarem. Desligue o motor. Deixe as mãos à vista.",
        "ht": "Kanpe yon kote ki an sekirite lè yo fè w siy. Fèmen motè a. Kite men w kote yo ka wè yo.",
    },
    "car-driver": {
        "en": "The driver shows licence, registration and insurance when the police ask. You do not have to answer other questions.",
        "es": "Quien maneja muestra licencia, registro y seguro si la policía los pide. No tiene que responder otras preguntas.",
        "pt-BR": "Quem dirige mostra carteira, documento do carro e seguro se a polícia pedir. Não precisa responder a outras perguntas.",
        "ht": "Chofè a montre lisans, papye machin ak asirans lè lapolis mande. Ou pa oblije reponn lòt kesyon.",
    },
    "car-search": {
        "en": "You can say: I do not agree to a search of the car. Do not resist if they search it anyway.",
        "es": "Puede decir: No acepto que registren el auto. No se resista si lo registran de todos modos.",
        "pt-BR": "Pode dizer: Não aceito que revistem o carro. Não resista se revistarem mesmo assim.",
        "ht": "Ou ka di: Mwen pa dakò pou yo fouye machin nan. Pa reziste si yo fouye l kanmenm.",
    },
    "no-status": {
        "en": "I am sorry that this happened. Please do not tell me about papers or status. I ask only what I need to help.",
        "es": "Siento mucho lo que pasó. Por favor no me hable de papeles ni de estatus. Solo pregunto lo que necesito para ayudar.",
        "pt-BR": "Sinto muito pelo que aconteceu. Por favor, não me fale de papéis nem de status. Só pergunto o que preciso para ajudar.",
        "ht": "Mwen regrèt sa ki rive a. Tanpri pa pale m de papye ni estati. M ap mande sèlman sa m bezwen pou m ede.",
    },
    "write-down": {
        "en": "Write down now what you saw: when, where, how many officers, what they wore, and their cars.",
        "es": "Anote ahora lo que vio: cuándo, dónde, cuántos agentes, cómo vestían y sus vehículos.",
        "pt-BR": "Anote agora o que você viu: quando, onde, quantos agentes, o que vestiam e os carros deles.",
        "ht": "Ekri kounye a sa ou te wè: ki lè, ki kote, konbyen ajan, kijan yo te abiye, ak machin yo.",
    },
    "held-rights": {
        "en": "A person who is held may stay silent, may ask for a lawyer, and does not have to sign anything.",
        "es": "Una persona detenida puede guardar silencio, puede pedir un abogado y no tiene que firmar nada.",
        "pt-BR": "Uma pessoa detida pode ficar em silêncio, pode pedir um advogado e não precisa assinar nada.",
        "ht": "Yon moun yo kenbe gen dwa pa pale, gen dwa mande yon avoka, epi li pa oblije siyen anyen.",
    },
    "lawyer": {
        "en": "Speak with an immigration lawyer as soon as you can. Do not pay anybody who promises a quick result.",
        "es": "Hable con un abogado de inmigración lo antes posible. No pague a nadie que prometa un resultado rápido.",
        "pt-BR": "Fale com um advogado de imigração o quanto antes. Não pague a quem promete um resultado rápido.",
        "ht": "Pale ak yon avoka imigrasyon pi vit ke posib. Pa peye pèsonn ki pwomèt yon rezilta rapid.",
    },
    "for-the-lawyer": {
        "en": "Keep the person's documents and numbers together for the lawyer. Do not read them to me, and do not send them by text.",
        "es": "Junte los documentos y números de la persona para el abogado. No me los lea ni los mande por mensaje.",
        "pt-BR": "Junte os documentos e números da pessoa para o advogado. Não os leia para mim nem mande por mensagem.",
        "ht": "Mete dokiman ak nimewo moun nan ansanm pou avoka a. Pa li yo ban mwen, epi pa voye yo pa tèks.",
    },
}
